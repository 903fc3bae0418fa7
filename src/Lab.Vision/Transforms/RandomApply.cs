namespace Lab.Vision;

/// <summary>A transform, with a probability; torchvision's <c>RandomApply</c>. Several are made one by <see cref="TransformPipeline"/>.</summary>
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

    /// <summary>How often the transform is used, from 0 to 1.</summary>
    public double Probability { get; }

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
