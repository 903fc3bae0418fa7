namespace Lab.Vision;

/// <summary>How a warp makes a pixel from those around the point that it comes from.</summary>
public enum WarpFilter
{
    /// <summary>The pixel in which the point lies.</summary>
    Nearest,

    /// <summary>The four nearest pixels, the nearer the more.</summary>
    Bilinear,

    /// <summary>The sixteen nearest pixels, by the cubic of Pillow's transforms (a = -1).</summary>
    Bicubic,
}
