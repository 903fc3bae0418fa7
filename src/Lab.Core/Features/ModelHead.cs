namespace Lab;

/// <summary>
/// The head of a model as a model of its own, from embeddings to answers. It has the other model's modules, parameters and buffers under their own names, so what is trained is the other model's
/// head, and a checkpoint of this is one of the whole model. The other model owns them: do not dispose of this, and make it once the other is on its device.
/// </summary>
/// <typeparam name="TInput">The whole model's input.</typeparam>
/// <typeparam name="TOutput">The model's output.</typeparam>
public sealed class ModelHead<TInput, TOutput> : Model<Tensor, TOutput>, IStagedModel, IPretrained
{
    // Functions, as a field that holds the model would ask to be registered.
    private readonly Func<Tensor, TOutput> _answer;
    private readonly Action<bool> _train;
    private readonly Func<IReadOnlyList<ModelStage>?> _stages;
    private readonly Func<IInputPreparation?> _trainedOn;

    /// <summary>The head of a model.</summary>
    /// <exception cref="LabValidationException">The model does not implement <see cref="IFeatureModel{TInput, TOutput}"/>.</exception>
    public ModelHead(Model<TInput, TOutput> model)
        : base(Checked(model).GetName())
    {
        ((IModel)model).Complete();
        (_answer, _train, _stages, ClassCount) = (PartsOf(model).Answer, model.train, () => ModelStages.Of(model), model.ClassCount);
        _trainedOn = () => (model as IPretrained)?.TrainedOn;
        foreach (var (name, parameter) in model.named_parameters(recurse: false))
        {
            register_parameter(name, parameter);
        }

        foreach (var (name, buffer) in model.named_buffers(recurse: false))
        {
            register_buffer(name, buffer);
        }

        foreach (var (name, child) in model.named_children())
        {
            register_module(name, child);
        }
    }

    /// <inheritdoc/>
    public override int? ClassCount { get; }

    /// <summary>The stages of the whole model; none where it knows none.</summary>
    public IReadOnlyList<ModelStage> Stages => _stages() ?? [];

    /// <inheritdoc/>
    IInputPreparation? IPretrained.TrainedOn => _trainedOn();

    /// <inheritdoc/>
    public override TOutput forward(Tensor input) => _answer(input);

    /// <inheritdoc/>
    public override void train(bool train = true)
    {
        _train(train);
        base.train(train);
    }

    internal static IFeatureModel<TInput, TOutput> PartsOf(Model<TInput, TOutput> model) => model as IFeatureModel<TInput, TOutput> ?? throw new LabValidationException(
        [$"--probe: {model.GetName()} does not say what comes before its head. Let it implement {nameof(IFeatureModel<,>)}, as every backbone of Lab.Vision does, or train without --probe."]);

    private static Model<TInput, TOutput> Checked(Model<TInput, TOutput> model)
    {
        ArgumentNullException.ThrowIfNull(model);
        return model;
    }
}
