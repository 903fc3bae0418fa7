namespace Lab.Vision;

/// <summary>Turns an image about its middle by a random angle; the size stays. torchvision's <c>RandomRotation</c>.</summary>
public sealed class RandomRotation : Transform
{
    /// <summary>A rotation by up to <paramref name="degrees"/> in either direction.</summary>
    /// <param name="degrees">The angle is drawn from [-degrees, degrees]; from 0 to 180.</param>
    /// <param name="filter">How pixels are made.</param>
    /// <param name="edge">What is shown where the image does not reach.</param>
    /// <param name="fill">The colour of <see cref="WarpEdge.Fill"/>; black by default.</param>
    public RandomRotation(double degrees, WarpFilter filter = WarpFilter.Bilinear, WarpEdge edge = WarpEdge.Fill, RgbColor fill = default) =>
        (Degrees, Filter, Edge, Fill) = (TransformChecks.UpTo(degrees, 180, nameof(degrees)), filter, edge, fill);

    /// <summary>The largest angle.</summary>
    public double Degrees { get; }

    /// <summary>How pixels are made.</summary>
    public WarpFilter Filter { get; }

    /// <summary>What is shown where the image does not reach.</summary>
    public WarpEdge Edge { get; }

    /// <summary>The colour of <see cref="WarpEdge.Fill"/>.</summary>
    public RgbColor Fill { get; }

    /// <inheritdoc/>
    public override void Plan(TransformPlan plan, RandomKey key)
    {
        ArgumentNullException.ThrowIfNull(plan);
        var size = plan.OutputSize;
        var angle = key.CreateRandom().NextDouble(-Degrees, Degrees);
        plan.Add(new WarpOperation(ProjectiveMap.Affine(size.Width / 2.0, size.Height / 2.0, angle), size.Width, size.Height, Filter, Edge, Fill));
    }

    /// <inheritdoc/>
    public override string ToString() => FormattableString.Invariant($"RandomRotation({Degrees} degrees, {Filter})");
}
