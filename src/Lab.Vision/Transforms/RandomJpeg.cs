namespace Lab.Vision;

/// <summary>Leaves the traces of a JPEG file of random quality.</summary>
public sealed class RandomJpeg : Transform
{
    /// <summary>A quality drawn evenly from a range.</summary>
    /// <param name="minimum">The least quality, at least 1.</param>
    /// <param name="maximum">The greatest quality, at most 100.</param>
    public RandomJpeg(int minimum = 30, int maximum = 95)
    {
        _ = TransformChecks.Range(minimum, maximum, 1, 100, nameof(minimum));
        (Minimum, Maximum) = (minimum, maximum);
    }

    /// <summary>The least quality.</summary>
    public int Minimum { get; }

    /// <summary>The greatest quality.</summary>
    public int Maximum { get; }

    /// <inheritdoc/>
    public override bool MayResample => false;

    /// <inheritdoc/>
    public override void Plan(TransformPlan plan, RandomKey key)
    {
        ArgumentNullException.ThrowIfNull(plan);
        plan.Add(new JpegOperation(key.CreateRandom().NextInt32(Minimum, Maximum + 1)));
    }

    /// <inheritdoc/>
    public override string ToString() => $"RandomJpeg({Minimum} to {Maximum})";
}
