using System.Runtime.CompilerServices;

namespace Lab.Vision;

/// <summary>A map along one row of pixel middles: homogeneous coordinates that are linear in the column.</summary>
internal readonly struct WarpRow(in ProjectiveMap map, int y)
{
    // Beyond this no image has pixels; it keeps positions within whole numbers of 1/2048 pixel.
    private const double Far = 1 << 19;

    /// <summary>x * w of column 0.</summary>
    public readonly double X = (map.A * 0.5) + (map.B * (y + 0.5)) + map.C;

    /// <summary>y * w of column 0.</summary>
    public readonly double Y = (map.D * 0.5) + (map.E * (y + 0.5)) + map.F;

    /// <summary>w of column 0.</summary>
    public readonly double W = (map.G * 0.5) + (map.H * (y + 0.5)) + map.I;

    public readonly double StepX = map.A;

    public readonly double StepY = map.D;

    public readonly double StepW = map.G;

    /// <summary>Where the middle of the pixel in a column comes from.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public (double X, double Y) At(int column)
    {
        var (x, y, w) = (X + (column * StepX), Y + (column * StepY), W + (column * StepW));
        return w == 1 ? (Math.Clamp(x, -Far, Far), Math.Clamp(y, -Far, Far)) : (Math.Clamp(x / w, -Far, Far), Math.Clamp(y / w, -Far, Far));
    }
}
