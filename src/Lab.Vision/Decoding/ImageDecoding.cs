namespace Lab.Vision;

/// <summary>Which decoder reads files.</summary>
public enum ImageDecoding
{
    /// <summary>TurboJPEG for JPEGs where the system has it, SkiaSharp for everything else. The bytes are the same either way.</summary>
    Fastest,

    /// <summary>SkiaSharp, on every system.</summary>
    Skia,

    /// <summary>TurboJPEG for JPEGs; an error where the system does not have it.</summary>
    [OptionName("turbojpeg")]
    TurboJpeg,
}
