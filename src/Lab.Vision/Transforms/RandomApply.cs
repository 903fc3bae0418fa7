namespace Lab.Vision;

/// <summary>
/// A transform or one operation, with a probability; torchvision's <c>RandomApply</c>. Several are made one by <see cref="TransformPipeline"/>. torchvision's RandomEqualize, RandomAutocontrast,
/// RandomInvert, RandomPosterize, RandomSolarize, RandomAdjustSharpness and RandomGrayscale are this with the operation of that name: <c>new RandomApply(new EqualizeOperation())</c>.
/// </summary>
public sealed class RandomApply : Transform
{
    private readonly Transform _transform;

    /// <summary>The transform with the given probability, from 0 to 1.</summary>
    public RandomApply(Transform transform, double probability = 0.5)
    {
        ArgumentNullException.ThrowIfNull(transform);
        _transform = transform;
        Probability = TransformChecks.Probability(probability, nameof(probability));
    }

    /// <summary>The operation, always the same, with the given probability, from 0 to 1.</summary>
    public RandomApply(ImageOperation operation, double probability = 0.5)
        : this(new FixedOperation(operation), probability)
    {
    }

    /// <summary>How often the transform is used, from 0 to 1.</summary>
    public double Probability { get; }

    /// <inheritdoc/>
    public override bool IsRandom => Probability > 0 && (Probability < 1 || _transform.IsRandom);

    /// <inheritdoc/>
    public override bool MayResample => Probability > 0 && _transform.MayResample;

    /// <inheritdoc/>
    public override void Plan(TransformPlan plan, RandomKey key)
    {
        if (key.CreateRandom().NextBoolean(Probability))
        {
            _transform.Plan(plan, key.Derive(_transform.Name));
        }
    }

    /// <inheritdoc/>
    public override string ToString() => FormattableString.Invariant($"RandomApply({_transform}, {Probability})");
}
