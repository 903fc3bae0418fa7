namespace Lab.Vision;

/// <summary>Antialiased resize that keeps the aspect ratio: to the smallest image that covers a size, or the largest that lies within it.</summary>
/// <remarks>The side that decides has exactly its length; the other one is rounded down. For a square that is covered, this is torchvision's <c>Resize(int)</c>.</remarks>
public sealed class ResizeKeepingAspect : Transform
{
    /// <summary>A resize to <paramref name="width"/> x <paramref name="height"/>, each at least 1.</summary>
    /// <param name="width">Pixels per row of the size.</param>
    /// <param name="height">Rows of the size.</param>
    /// <param name="covers">Whether the result covers the size (and one side may be longer), or lies within it (and one side may be shorter).</param>
    /// <param name="filter">The kernel.</param>
    public ResizeKeepingAspect(int width, int height, bool covers, ResampleFilter filter = ResampleFilter.Bilinear)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(width);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(height);
        _ = filter.Support();
        (Width, Height, Covers, Filter) = (width, height, covers, filter);
    }

    /// <summary>Pixels per row of the size.</summary>
    public int Width { get; }

    /// <summary>Rows of the size.</summary>
    public int Height { get; }

    /// <summary>Whether the result covers the size; otherwise it lies within it.</summary>
    public bool Covers { get; }

    /// <summary>The kernel.</summary>
    public ResampleFilter Filter { get; }

    /// <inheritdoc/>
    public override bool IsRandom => false;

    /// <inheritdoc/>
    public override void Plan(TransformPlan plan, RandomKey key)
    {
        ArgumentNullException.ThrowIfNull(plan);
        var (width, height) = SizeOf(plan.OutputSize.Width, plan.OutputSize.Height);
        plan.Add(new ResizeOperation(width, height, Filter));
    }

    /// <inheritdoc/>
    public override string ToString() => $"ResizeKeepingAspect({(Covers ? "covering" : "within")} {Width} x {Height}, {Filter})";

    private (int Width, int Height) SizeOf(int width, int height)
    {
        // Which side decides: compares width / Width with height / Height.
        var (across, down) = ((long)width * Height, (long)height * Width);
        return across <= down == Covers ? (Width, Scaled(height, Width, width)) : (Scaled(width, Height, height), Height);
    }

    private static int Scaled(int length, int numerator, int denominator) => checked((int)Math.Max(1, (long)length * numerator / denominator));
}
