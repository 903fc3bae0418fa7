namespace Lab.Vision;

/// <summary>The size of an image in pixels.</summary>
/// <param name="Width">Pixels per row.</param>
/// <param name="Height">Rows.</param>
public readonly record struct ImageSize(int Width, int Height)
{
    /// <summary>The size of the image with its sides divided, rounding up.</summary>
    internal ImageSize DividedBy(int reduction) => new((Width + reduction - 1) / reduction, (Height + reduction - 1) / reduction);

    /// <summary>The size, such as "96 x 128".</summary>
    public override string ToString() => $"{Width} x {Height}";
}
