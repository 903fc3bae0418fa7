namespace Lab.Vision;

/// <summary>Looks at an image from a random side, with a probability: each corner moves inwards by up to half of the distortion. torchvision's <c>RandomPerspective</c>, with its way of drawing.</summary>
public sealed class RandomPerspective : Transform
{
    /// <summary>A perspective of the given strength.</summary>
    /// <param name="distortion">How far corners move, as a share of the way to the middle; from 0 to 1.</param>
    /// <param name="probability">How often, from 0 to 1.</param>
    /// <param name="filter">How pixels are made.</param>
    /// <param name="edge">What is shown where the image does not reach.</param>
    /// <param name="fill">The colour of <see cref="WarpEdge.Fill"/>; black by default.</param>
    public RandomPerspective(double distortion = 0.5, double probability = 0.5, WarpFilter filter = WarpFilter.Bilinear, WarpEdge edge = WarpEdge.Fill, RgbColor fill = default)
    {
        Distortion = TransformChecks.UpTo(distortion, 1, nameof(distortion));
        Probability = TransformChecks.Probability(probability, nameof(probability));
        (Filter, Edge, Fill) = (filter, edge, fill);
    }

    /// <summary>How far corners move, as a share of the way to the middle.</summary>
    public double Distortion { get; }

    /// <summary>How often, from 0 to 1.</summary>
    public double Probability { get; }

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
        var random = key.CreateRandom();
        var (width, height) = (plan.OutputSize.Width, plan.OutputSize.Height);
        if (!random.NextBoolean(Probability) || width < 3 || height < 3)
        {
            return;
        }

        // As torchvision counts: corners are the indices of pixels, and the far side's range ends before the last but one of them.
        var (farX, farY) = ((int)(Distortion * (width / 2)), (int)(Distortion * (height / 2)));
        ReadOnlySpan<(double X, double Y)> corners = [(0, 0), (width - 1, 0), (width - 1, height - 1), (0, height - 1)];
        ReadOnlySpan<(double X, double Y)> moved =
        [
            (random.NextInt32(0, farX + 1), random.NextInt32(0, farY + 1)),
            (random.NextInt32(width - farX - 1, width), random.NextInt32(0, farY + 1)),
            (random.NextInt32(width - farX - 1, width), random.NextInt32(height - farY - 1, height)),
            (random.NextInt32(0, farX + 1), random.NextInt32(height - farY - 1, height)),
        ];
        if (IsConvex(moved))
        {
            plan.Add(new WarpOperation(ProjectiveMap.FromPoints(moved, corners), width, height, Filter, Edge, Fill));
        }
    }

    /// <inheritdoc/>
    public override string ToString() => FormattableString.Invariant($"RandomPerspective({Distortion}, {Probability}, {Filter})");

    // At a distortion near 1 corners of a small image may meet; what is no quadrangle any more is left alone.
    private static bool IsConvex(ReadOnlySpan<(double X, double Y)> points)
    {
        for (var i = 0; i < 4; i++)
        {
            var (a, b, c) = (points[i], points[(i + 1) % 4], points[(i + 2) % 4]);
            if (((b.X - a.X) * (c.Y - b.Y)) - ((b.Y - a.Y) * (c.X - b.X)) <= 0)
            {
                return false;
            }
        }

        return true;
    }
}
