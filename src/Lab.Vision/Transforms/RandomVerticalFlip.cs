namespace Lab.Vision;

/// <summary>Turns an image upside down with a probability, mirrored.</summary>
public sealed class RandomVerticalFlip : Transform
{
    /// <summary>A flip with the given probability, from 0 to 1.</summary>
    public RandomVerticalFlip(double probability = 0.5) => Probability = TransformChecks.Probability(probability, nameof(probability));

    /// <summary>How often an image is flipped, from 0 to 1.</summary>
    public double Probability { get; }

    /// <inheritdoc/>
    public override bool MayResample => false;

    /// <inheritdoc/>
    public override void Plan(TransformPlan plan, RandomKey key)
    {
        ArgumentNullException.ThrowIfNull(plan);
        if (key.CreateRandom().NextBoolean(Probability))
        {
            plan.Add(new FlipOperation(Horizontal: false, Vertical: true));
        }
    }

    /// <inheritdoc/>
    public override string ToString() => FormattableString.Invariant($"RandomVerticalFlip({Probability})");
}
