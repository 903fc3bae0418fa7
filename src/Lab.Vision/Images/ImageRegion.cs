namespace Lab.Vision;

/// <summary>Some columns and rows of an image.</summary>
/// <param name="Left">The first column.</param>
/// <param name="Top">The first row.</param>
/// <param name="Width">How many columns.</param>
/// <param name="Height">How many rows.</param>
public readonly record struct ImageRegion(int Left, int Top, int Width, int Height)
{
    /// <summary>The whole of an image.</summary>
    public static ImageRegion All(ImageSize size) => new(0, 0, size.Width, size.Height);

    /// <summary>Whether it lies in an image; what has no columns or no rows may lie at its edge.</summary>
    internal bool IsIn(ImageSize size) =>
        this is { Left: >= 0, Top: >= 0, Width: >= 0, Height: >= 0 } && Left <= size.Width - Width && Top <= size.Height - Height;
}
