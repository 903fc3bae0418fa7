namespace Lab.Hooks;

/// <summary>
/// Mixes the samples of each training batch by mixup or CutMix, with soft targets. Draws, boxes and targets are those of timm's <c>Mixup</c> (github.com/huggingface/pytorch-image-models)
/// in its mode <c>batch</c>.
/// </summary>
/// <remarks>
/// <para>Where a batch is mixed, the loss is given probabilities: <see cref="Losses.CrossEntropyLoss"/> and <see cref="Losses.FocalLoss"/> take both these and class indices, so validation and the epochs
/// after <see cref="MixOptions.Epochs"/> see plain labels. Label smoothing is the loss's.</para>
/// <para>The epoch's training loss is that of the mixtures. Training metrics compare outputs for mixtures with the label of the sample that has the larger share, and so are low; judge by validation.</para>
/// </remarks>
/// <typeparam name="TOutput">The model's output.</typeparam>
/// <typeparam name="TTarget">The targets.</typeparam>
public sealed class MixBatches<TOutput, TTarget> : OptimHook<Tensor, TOutput, TTarget>
{
    private readonly MixOptions _options;
    private readonly Func<TTarget, BatchMix, TTarget>? _mixTarget;
    private int? _classes;

    /// <summary>Mixing with the given options; none without an alpha.</summary>
    /// <param name="options">How much and how long.</param>
    /// <param name="mixTarget">
    /// Mixes the targets of a batch, by <see cref="BatchMix.Soften"/> and <see cref="BatchMix.Blend"/>. Null does for targets that are a tensor: class indices of the model's
    /// <see cref="Model{TInput, TOutput}.ClassCount"/> classes, or floating-point values.
    /// </param>
    /// <exception cref="LabValidationException">An option is out of its range.</exception>
    public MixBatches(MixOptions options, Func<TTarget, BatchMix, TTarget>? mixTarget = null)
    {
        ArgumentNullException.ThrowIfNull(options);
        _options = options.Checked();
        _mixTarget = mixTarget;
        if (mixTarget is null && typeof(TTarget) != typeof(Tensor))
        {
            throw new ArgumentNullException(nameof(mixTarget), $"Targets of type {typeof(TTarget).Name} are mixed by a function of yours: say how, such as (labels, mix) => labels with {{ Age = mix.Soften(labels.Age, 3) }}.");
        }
    }

    /// <inheritdoc/>
    public override string Name => "MixBatches";

    /// <inheritdoc/>
    public override void Attach(OptimParts parts)
    {
        ArgumentNullException.ThrowIfNull(parts);
        _classes = (parts.Model as Model<Tensor, TOutput>)?.ClassCount;
    }

    /// <inheritdoc/>
    public override void Loss(LossContext<Tensor, TOutput, TTarget> loss, LossDelegate next)
    {
        ArgumentNullException.ThrowIfNull(loss);
        ArgumentNullException.ThrowIfNull(next);
        if ((_options.Epochs is not { } epochs || loss.Epoch <= epochs.Value) && BatchMix.Draw(_options, loss.Random, loss.Input) is { Share: < 1 } mix)
        {
            loss.Input = mix.Apply(loss.Input);
            loss.Target = _mixTarget is null ? (TTarget)(object)MixTensor((Tensor)(object)loss.Target!, mix) : _mixTarget(loss.Target, mix);
        }

        next(loss);
    }

    private Tensor MixTensor(Tensor target, BatchMix mix) => target.is_floating_point()
        ? mix.Blend(target)
        : mix.Soften(target, _classes ?? throw new LabException("Class indices are mixed as probabilities, which needs the number of classes: let the model return it by ClassCount, or give MixBatches a function that mixes the targets."));
}
