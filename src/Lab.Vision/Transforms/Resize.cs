namespace Lab.Vision;

/// <summary>
/// Antialiased resize to a fixed size, ignoring the aspect ratio, with the numbers of Pillow's <c>Image.resize</c>; see <see cref="ResizeOperation"/>.
/// </summary>
public sealed class Resize : Transform
{
    /// <summary>A resize to <paramref name="width"/> x <paramref name="height"/>, each at least 1.</summary>
    public Resize(int width, int height, ResampleFilter filter = ResampleFilter.Bilinear)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(width);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(height);
        _ = filter.Support();
        (Width, Height, Filter) = (width, height, filter);
    }

    /// <summary>Pixels per row of the result.</summary>
    public int Width { get; }

    /// <summary>Rows of the result.</summary>
    public int Height { get; }

    /// <summary>The kernel.</summary>
    public ResampleFilter Filter { get; }

    /// <inheritdoc/>
    public override bool IsRandom => false;

    /// <inheritdoc/>
    public override void Plan(TransformPlan plan, RandomKey key)
    {
        ArgumentNullException.ThrowIfNull(plan);
        plan.Add(new ResizeOperation(Width, Height, Filter));
    }

    /// <inheritdoc/>
    public override string ToString() => $"Resize({Width} x {Height}, {Filter})";
}
