namespace Lab.Vision;

/// <summary>Keeps the highest bits of every value and clears the others, as torchvision's <c>posterize</c>.</summary>
/// <param name="Bits">Bits that are kept, from 0 (black) to 8 (no change).</param>
public sealed record PosterizeOperation(int Bits) : PixelOperation
{
    /// <inheritdoc/>
    public override void Apply(RgbImage image)
    {
        ArgumentNullException.ThrowIfNull(image);
        var mask = (byte)~(0xFF >> Math.Clamp(Bits, 0, 8));
        foreach (ref var pixel in image.Pixels)
        {
            pixel &= mask;
        }
    }
}
