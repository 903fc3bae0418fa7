namespace Lab.Vision;

/// <summary>Sharpens or softens an image by a random factor.</summary>
public sealed class RandomSharpness : Transform
{
    /// <summary>A factor drawn evenly from a range.</summary>
    /// <param name="minimum">The least factor, at least 0: 0 is blurred, 1 no change.</param>
    /// <param name="maximum">The greatest factor, at least the least, at most 100.</param>
    public RandomSharpness(double minimum = 0, double maximum = 2) => (Minimum, Maximum) = TransformChecks.Range(minimum, maximum, 0, 100, nameof(minimum));

    /// <summary>The least factor.</summary>
    public double Minimum { get; }

    /// <summary>The greatest factor.</summary>
    public double Maximum { get; }

    /// <inheritdoc/>
    public override bool MayResample => false;

    /// <inheritdoc/>
    public override void Plan(TransformPlan plan, RandomKey key)
    {
        ArgumentNullException.ThrowIfNull(plan);
        plan.Add(new SharpnessOperation((float)key.CreateRandom().NextDouble(Minimum, Maximum)));
    }

    /// <inheritdoc/>
    public override string ToString() => FormattableString.Invariant($"RandomSharpness({Minimum} to {Maximum})");
}
