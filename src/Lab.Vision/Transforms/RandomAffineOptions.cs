namespace Lab.Vision;

/// <summary>The ranges of a <see cref="RandomAffine"/>; by default it changes nothing.</summary>
public sealed record RandomAffineOptions
{
    /// <summary>The angle is drawn from [-degrees, degrees]; from 0 to 180. Default: 0.</summary>
    public double Degrees { get; init; }

    /// <summary>The move to the side is drawn from [-share, share] of the width, in whole pixels; from 0 to 1. Default: 0.</summary>
    public double TranslateX { get; init; }

    /// <summary>The move up or down is drawn from [-share, share] of the height, in whole pixels; from 0 to 1. Default: 0.</summary>
    public double TranslateY { get; init; }

    /// <summary>The least factor of the size, above 0. Default: 1.</summary>
    public double MinimumScale { get; init; } = 1;

    /// <summary>The greatest factor of the size, at least the least. Default: 1.</summary>
    public double MaximumScale { get; init; } = 1;

    /// <summary>The shear along x is drawn from [-degrees, degrees]; from 0 to 80. Default: 0.</summary>
    public double ShearX { get; init; }

    /// <summary>The shear along y is drawn from [-degrees, degrees]; from 0 to 80. Default: 0.</summary>
    public double ShearY { get; init; }

    /// <summary>How pixels are made. Default: bilinear.</summary>
    public WarpFilter Filter { get; init; } = WarpFilter.Bilinear;

    /// <summary>What is shown where the image does not reach. Default: a colour.</summary>
    public WarpEdge Edge { get; init; } = WarpEdge.Fill;

    /// <summary>The colour of <see cref="WarpEdge.Fill"/>. Default: black.</summary>
    public RgbColor Fill { get; init; }
}
