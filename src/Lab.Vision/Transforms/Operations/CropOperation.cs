namespace Lab.Vision;

/// <summary>A window of the image, which may reach beyond it: what lies outside becomes <see cref="Fill"/>. Padding is a window larger than the image.</summary>
public sealed record CropOperation : GeometricOperation
{
    /// <summary>The window of <paramref name="width"/> x <paramref name="height"/>, each at least 1.</summary>
    /// <param name="left">Column of the image at which the window begins; negative ones lie outside.</param>
    /// <param name="top">Row of the image at which the window begins; negative ones lie outside.</param>
    /// <param name="width">Pixels per row of the result.</param>
    /// <param name="height">Rows of the result.</param>
    /// <param name="fill">The colour of what lies outside; black by default.</param>
    public CropOperation(int left, int top, int width, int height, RgbColor fill = default)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(width);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(height);
        (Left, Top, Width, Height, Fill) = (left, top, width, height, fill);
    }

    /// <summary>Column of the image at which the window begins.</summary>
    public int Left { get; }

    /// <summary>Row of the image at which the window begins.</summary>
    public int Top { get; }

    /// <summary>Pixels per row of the result.</summary>
    public int Width { get; }

    /// <summary>Rows of the result.</summary>
    public int Height { get; }

    /// <summary>The colour of what lies outside the image.</summary>
    public RgbColor Fill { get; }

    /// <inheritdoc/>
    public override ImageSize OutputSize(ImageSize input) => new(Width, Height);

    internal override bool Resamples => false;

    internal override bool TryAppendTo(ref SeparableMap map) => map.TryCrop(Left, Top, Width, Height, Fill);

    internal override bool TryAppendTo(WarpMap map)
    {
        map.Crop(Left, Top, Width, Height, Fill);
        return true;
    }
}
