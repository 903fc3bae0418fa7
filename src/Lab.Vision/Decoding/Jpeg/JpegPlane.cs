namespace Lab.Vision;

/// <summary>Where the pixels of a component lie while an image is decoded.</summary>
internal unsafe struct JpegPlane
{
    /// <summary>The first pixel.</summary>
    public byte* Pixels;

    /// <summary>Bytes from row to row.</summary>
    public int Stride;

    /// <summary>Pixels of a block's side: 8, 4, 2 or 1.</summary>
    public int BlockSize;

    /// <summary>Blocks of a unit from left to right.</summary>
    public int Across;

    /// <summary>Blocks of a unit from top to bottom.</summary>
    public int Down;

    /// <summary>Pixels that count; what lies behind fills the last blocks.</summary>
    public int Width;

    /// <summary>Rows that count.</summary>
    public int Height;

    /// <summary>Columns of the image for each of these.</summary>
    public int Wider;

    /// <summary>Rows of the image for each of these.</summary>
    public int Higher;

    /// <summary>The row of a number, or the nearest one that counts.</summary>
    public readonly byte* Row(int y) => Pixels + ((nint)Math.Clamp(y, 0, Height - 1) * Stride);
}
