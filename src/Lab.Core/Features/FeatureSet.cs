using Lab.Features;
using Lab.Training;

namespace Lab;

/// <summary>Computes what the part of a model before its head gives.</summary>
public static class FeatureSet
{
    /// <summary>Computes the features of every sample that a loader delivers, in evaluation mode, in the precision of the options.</summary>
    /// <typeparam name="TInput">The model's input.</typeparam>
    /// <typeparam name="TOutput">The model's output.</typeparam>
    /// <typeparam name="TTarget">The targets.</typeparam>
    /// <param name="model">The model; it is moved to the options' device and stays there.</param>
    /// <param name="loader">The samples. It stays the caller's.</param>
    /// <param name="views">0 for the loader's samples as they are outside training; otherwise a pass for each of the epochs 1 to <paramref name="views"/>, with their augmentation.</param>
    /// <param name="options">Device, precision and memory format; the defaults if null.</param>
    /// <param name="hooks">Makes the hooks that watch a pass, such as its progress; none if null.</param>
    /// <param name="cancellation">Ends the work.</param>
    /// <exception cref="LabValidationException">The model does not implement <see cref="IFeatureModel{TInput, TOutput}"/>, or something of the options is wrong.</exception>
    /// <exception cref="LabException">A sample could not be read, or the targets cannot be kept.</exception>
    /// <exception cref="OperationCanceledException">The work was cancelled.</exception>
    public static FeatureSet<TTarget> Compute<TInput, TOutput, TTarget>(
        Model<TInput, TOutput> model,
        DataLoader<TInput, TTarget> loader,
        int views = 0,
        TrainerOptions? options = null,
        Func<IReadOnlyList<Hook>>? hooks = null,
        CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(model);
        ArgumentNullException.ThrowIfNull(loader);
        ArgumentOutOfRangeException.ThrowIfNegative(views);
        var body = new ModelBody<TInput, TOutput>(model);
        using var kept = new FeatureRows<TTarget>();
        for (var view = Math.Min(1, views); view <= views; view++)
        {
            using var trainer = new Trainer<TInput, Tensor, TTarget>(new() { Experiment = $"features of the {loader.Phase.ToString().ToLowerInvariant()} data{(views > 1 ? $", view {view} of {views}" : string.Empty)}", Model = body, Hooks = hooks?.Invoke() ?? [] }, options);
            using var pass = new EpochLoader<TInput, TTarget>(loader, view);
            var result = trainer.Predict(pass, kept.Add, cancellation);
            if (result.Status == RunStatus.Cancelled)
            {
                throw new OperationCanceledException(cancellation);
            }

            kept.CloseView();
        }

        var (features, targets, indices) = kept.Take();
        return FeatureSet<TTarget>.Of(features, targets, indices, loader);
    }
}

/// <summary>What the part of a model before its head gave for every sample of a data set, and the samples' targets, in memory on the model's device.</summary>
/// <typeparam name="TTarget">The targets: a tensor, or a record, structure or tuple of tensors, each with a row per sample.</typeparam>
public sealed class FeatureSet<TTarget> : IDisposable
{
    private readonly Func<int, string> _describe;

    private FeatureSet(IReadOnlyList<Tensor> views, TTarget targets, IReadOnlyList<int> indices, IReadOnlyList<string>? classNames, IInputPreparation? preparation, Func<int, string> describe, DataGroups? groups)
    {
        (Views, Targets, Indices, ClassNames, Preparation, Groups) = (views, targets, indices, classNames, preparation, groups);
        _describe = describe;
    }

    /// <summary>The features of each view, [samples, ...], in the order of the data set.</summary>
    public IReadOnlyList<Tensor> Views { get; }

    /// <summary>The targets, in the same order.</summary>
    public TTarget Targets { get; }

    /// <summary>The samples' indices in their data set, ascending; unreadable ones may be missing.</summary>
    public IReadOnlyList<int> Indices { get; }

    /// <summary>The classes of the data set, or null.</summary>
    public IReadOnlyList<string>? ClassNames { get; }

    /// <summary>How the samples were prepared, as their collator states it, or null: what is trained on the features is a model for inputs like these.</summary>
    public IInputPreparation? Preparation { get; }

    internal DataGroups? Groups { get; }

    /// <summary>The name of a sample for people, by its index in the data set.</summary>
    public string Describe(int index) => _describe(index);

    internal static FeatureSet<TTarget> Of<TInput>(IReadOnlyList<Tensor> views, TTarget targets, IReadOnlyList<int> indices, DataLoader<TInput, TTarget> loader) =>
        new(views, targets, indices, loader.ClassNames, loader.Preparation, loader.Describe, loader.Groups);

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (var view in Views)
        {
            view.Dispose();
        }

        TensorStructure.Map(Targets, tensor =>
        {
            tensor.Dispose();
            return tensor;
        });
    }
}
