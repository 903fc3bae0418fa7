namespace Lab.Vision;

/// <summary>Which decoder reads files.</summary>
public enum ImageDecoding
{
    /// <summary>Lab's own decoder for JPEGs, SkiaSharp for everything else. The bytes are the same either way.</summary>
    Fastest,

    /// <summary>SkiaSharp for everything.</summary>
    Skia,
}
