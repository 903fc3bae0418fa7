namespace Lab.Vision;

/// <summary>
/// Antialiased resize to a fixed size, ignoring the aspect ratio. Gives the numbers of Pillow's <c>Image.resize</c>: separable
/// convolution, the kernel widened by the reduction factor, 8-bit rounding after each pass.
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
    public override RgbImage Apply(RgbImage image, RandomKey key)
    {
        ArgumentNullException.ThrowIfNull(image);
        return image.Width == Width && image.Height == Height ? image : Resampler.Resize(image, Width, Height, Filter);
    }

    /// <inheritdoc/>
    public override string ToString() => $"Resize({Width} x {Height}, {Filter})";
}
