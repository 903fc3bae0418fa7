namespace Lab.Vision;

/// <summary>The kernel of an antialiased resize. Supports are in source pixels when enlarging and grow with the reduction factor.</summary>
public enum ResampleFilter
{
    /// <summary>Mean of the covered pixels, support 0.5.</summary>
    Box,

    /// <summary>Triangle, support 1.</summary>
    Bilinear,

    /// <summary>Sinc in a Hamming window, support 1: about as sharp as bicubic at the cost of bilinear.</summary>
    Hamming,

    /// <summary>Keys' cubic with a = -0.5, support 2.</summary>
    Bicubic,

    /// <summary>Sinc in a Lanczos window, support 3.</summary>
    Lanczos,
}

/// <summary>The kernels of <see cref="ResampleFilter"/>.</summary>
internal static class ResampleKernels
{
    public static double Support(this ResampleFilter filter) => filter switch
    {
        ResampleFilter.Box => 0.5,
        ResampleFilter.Bilinear or ResampleFilter.Hamming => 1,
        ResampleFilter.Bicubic => 2,
        ResampleFilter.Lanczos => 3,
        _ => throw new ArgumentOutOfRangeException(nameof(filter), filter, $"Use one of {string.Join(", ", Enum.GetNames<ResampleFilter>())}."),
    };

    public static double Weight(this ResampleFilter filter, double x)
    {
        var distance = Math.Abs(x);
        return filter switch
        {
            // Half-open, so that a pixel on the border of two output pixels counts once.
            ResampleFilter.Box => x is > -0.5 and <= 0.5 ? 1 : 0,
            ResampleFilter.Bilinear => Math.Max(0, 1 - distance),
            ResampleFilter.Hamming => distance >= 1 ? 0 : Sinc(x) * (0.54 + (0.46 * Math.Cos(Math.PI * x))),
            ResampleFilter.Bicubic => Cubic(distance),
            _ => x is >= -3 and < 3 ? Sinc(x) * Sinc(x / 3) : 0,
        };
    }

    private static double Cubic(double distance)
    {
        const double A = -0.5;
        return distance switch
        {
            < 1 => ((((A + 2) * distance) - (A + 3)) * distance * distance) + 1,
            < 2 => ((((distance - 5) * distance) + 8) * distance - 4) * A,
            _ => 0,
        };
    }

    private static double Sinc(double x) => x == 0 ? 1 : Math.Sin(Math.PI * x) / (Math.PI * x);
}
