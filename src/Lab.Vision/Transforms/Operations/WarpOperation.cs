namespace Lab.Vision;

/// <summary>
/// An affine or projective warp: every pixel of the result comes from where <see cref="Map"/> says. With the filter's own numbers those of Pillow's <c>Image.transform</c>, rounded
/// where Pillow drops the fraction, so at most 1 apart.
/// </summary>
/// <remarks>
/// Crops, resizes and flips around it, and other warps, become one resampling with it. Where a resize makes the image smaller, or a warp makes it smaller than two thirds, the source is first reduced by
/// the antialiased resize, so that no detail is skipped.
/// </remarks>
public sealed record WarpOperation : GeometricOperation
{
    /// <summary>A warp.</summary>
    /// <param name="map">Where points of the result come from.</param>
    /// <param name="width">Pixels per row of the result, at least 1.</param>
    /// <param name="height">Rows of the result, at least 1.</param>
    /// <param name="filter">How a pixel is made of those around its source.</param>
    /// <param name="edge">What is shown for points outside the image.</param>
    /// <param name="fill">The colour of <see cref="WarpEdge.Fill"/>; black by default.</param>
    /// <exception cref="ArgumentException">A number of the map is not finite, or it puts the middle of the result at infinity.</exception>
    public WarpOperation(ProjectiveMap map, int width, int height, WarpFilter filter = WarpFilter.Bilinear, WarpEdge edge = WarpEdge.Fill, RgbColor fill = default)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(width);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(height);
        var (x, y) = map.Source(width / 2.0, height / 2.0);
        if (!double.IsFinite(x) || !double.IsFinite(y))
        {
            throw new ArgumentException($"The map {map} has no source for the middle of {width} x {height} pixels.", nameof(map));
        }

        // Of the two ways to write the same map, the one whose w is positive in the middle: a negative w then means behind the viewer.
        var w = (map.G * width / 2) + (map.H * height / 2) + map.I;
        Map = w > 0 ? map : new ProjectiveMap(-map.A, -map.B, -map.C, -map.D, -map.E, -map.F, -map.G, -map.H, -map.I);
        (Width, Height, Filter, Edge, Fill) = (width, height, filter, edge, fill);
    }

    /// <summary>Where points of the result come from.</summary>
    public ProjectiveMap Map { get; }

    /// <summary>Pixels per row of the result.</summary>
    public int Width { get; }

    /// <summary>Rows of the result.</summary>
    public int Height { get; }

    /// <summary>How a pixel is made of those around its source.</summary>
    public WarpFilter Filter { get; }

    /// <summary>What is shown for points outside the image.</summary>
    public WarpEdge Edge { get; }

    /// <summary>The colour of <see cref="WarpEdge.Fill"/>.</summary>
    public RgbColor Fill { get; }

    /// <inheritdoc/>
    public override ImageSize OutputSize(ImageSize input) => new(Width, Height);

    internal override bool Resamples => true;

    internal override bool TryAppendTo(ref SeparableMap map) => false;

    internal override bool TryAppendTo(WarpMap map) => map.TryWarp(this);
}
