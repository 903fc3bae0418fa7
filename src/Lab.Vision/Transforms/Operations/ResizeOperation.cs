namespace Lab.Vision;

/// <summary>
/// Antialiased resize, ignoring the aspect ratio. Gives the numbers of Pillow's <c>Image.resize</c>: separable convolution, the kernel widened
/// by the reduction factor, 8-bit rounding after each pass. After a crop, pixels outside the crop count for nothing, as in torchvision's <c>resized_crop</c>.
/// </summary>
/// <remarks>
/// Crops and flips before and behind it change no bit of it. Several resizes in a row without pixel operations between them become a single
/// one with the last one's filter: sharper, and not the bits of one after the other.
/// </remarks>
public sealed record ResizeOperation : GeometricOperation
{
    /// <summary>A resize to <paramref name="width"/> x <paramref name="height"/>, each at least 1.</summary>
    public ResizeOperation(int width, int height, ResampleFilter filter = ResampleFilter.Bilinear)
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
    public override ImageSize OutputSize(ImageSize input) => new(Width, Height);

    internal override bool Resamples => true;

    internal override bool TryAppendTo(ref SeparableMap map) => map.TryResize(Width, Height, Filter);

    internal override bool TryAppendTo(WarpMap map)
    {
        map.Resize(Width, Height);
        return true;
    }
}
