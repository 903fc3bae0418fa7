namespace Lab.Vision;

/// <summary>Mirrors an image left to right with a probability.</summary>
public sealed class RandomHorizontalFlip : Transform
{
    /// <summary>A flip with the given probability, from 0 to 1.</summary>
    public RandomHorizontalFlip(double probability = 0.5)
    {
        if (!(probability is >= 0 and <= 1))
        {
            throw new ArgumentOutOfRangeException(nameof(probability), probability, "A probability lies between 0 and 1.");
        }

        Probability = probability;
    }

    /// <summary>How often an image is mirrored, from 0 to 1.</summary>
    public double Probability { get; }

    /// <inheritdoc/>
    public override bool MayResample => false;

    /// <inheritdoc/>
    public override void Plan(TransformPlan plan, RandomKey key)
    {
        ArgumentNullException.ThrowIfNull(plan);
        if (key.CreateRandom().NextBoolean(Probability))
        {
            plan.Add(new FlipOperation(Horizontal: true));
        }
    }

    /// <inheritdoc/>
    public override string ToString() => FormattableString.Invariant($"RandomHorizontalFlip({Probability})");
}
