namespace Lab.Hooks;

/// <summary>A box of pixels within a picture.</summary>
/// <param name="Left">The first column.</param>
/// <param name="Top">The first row.</param>
/// <param name="Width">Columns, 0 for an empty box.</param>
/// <param name="Height">Rows, 0 for an empty box.</param>
public readonly record struct MixBox(int Left, int Top, int Width, int Height)
{
    // timm's rand_bbox: the sides are sqrt(1 - share) of the picture's, the centre is any pixel, and what reaches beyond the picture is cut off.
    internal static MixBox Draw(ref KeyedRandom random, double share, int width, int height)
    {
        var side = Math.Sqrt(1 - share);
        var (top, bottom) = Span(random.NextInt32(0, height), (int)(height * side), height);
        var (left, right) = Span(random.NextInt32(0, width), (int)(width * side), width);
        return new MixBox(left, top, right - left, bottom - top);
    }

    internal static (int Start, int End) Span(int center, int length, int limit) =>
        (Math.Clamp(center - (length / 2), 0, limit), Math.Clamp(center + (length / 2), 0, limit));
}
