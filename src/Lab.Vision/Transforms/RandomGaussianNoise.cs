namespace Lab.Vision;

/// <summary>Adds normally distributed noise of random strength, an own number for every channel of every pixel.</summary>
public sealed class RandomGaussianNoise : Transform
{
    /// <summary>Noise whose standard deviation is drawn evenly from a range.</summary>
    /// <param name="minimumDeviation">The least, as a share of 255; at least 0.</param>
    /// <param name="maximumDeviation">The greatest, at least the least and at most 1. torchvision's <c>GaussianNoise</c> has 0.1.</param>
    public RandomGaussianNoise(double minimumDeviation = 0, double maximumDeviation = 0.1) =>
        (MinimumDeviation, MaximumDeviation) = TransformChecks.Range(minimumDeviation, maximumDeviation, 0, 1, nameof(minimumDeviation));

    /// <summary>The least standard deviation, as a share of 255.</summary>
    public double MinimumDeviation { get; }

    /// <summary>The greatest standard deviation, as a share of 255.</summary>
    public double MaximumDeviation { get; }

    /// <inheritdoc/>
    public override bool MayResample => false;

    /// <inheritdoc/>
    public override void Plan(TransformPlan plan, RandomKey key)
    {
        ArgumentNullException.ThrowIfNull(plan);
        plan.Add(new GaussianNoiseOperation(key.CreateRandom().NextDouble(MinimumDeviation, MaximumDeviation), key.Derive("noise")));
    }

    /// <inheritdoc/>
    public override string ToString() => FormattableString.Invariant($"RandomGaussianNoise({MinimumDeviation} to {MaximumDeviation})");
}
