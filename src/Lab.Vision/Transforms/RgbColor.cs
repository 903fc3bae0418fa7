namespace Lab.Vision;

/// <summary>A colour of three 8-bit channels.</summary>
/// <param name="Red">Red, 0 to 255.</param>
/// <param name="Green">Green, 0 to 255.</param>
/// <param name="Blue">Blue, 0 to 255.</param>
public readonly record struct RgbColor(byte Red, byte Green, byte Blue)
{
    /// <summary>0, 0, 0.</summary>
    public static RgbColor Black => default;

    /// <summary>The colour as in HTML, such as "#FF8000".</summary>
    public override string ToString() => $"#{Red:X2}{Green:X2}{Blue:X2}";

    internal void Fill(Span<byte> pixels)
    {
        if (Red == Green && Green == Blue)
        {
            pixels.Fill(Red);
            return;
        }

        for (var i = 0; i + 2 < pixels.Length; i += RgbImage.Channels)
        {
            (pixels[i], pixels[i + 1], pixels[i + 2]) = (Red, Green, Blue);
        }
    }
}
