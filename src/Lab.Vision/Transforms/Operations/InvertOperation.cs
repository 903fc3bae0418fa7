namespace Lab.Vision;

/// <summary>Every value becomes 255 - value, as torchvision's <c>invert</c>.</summary>
public sealed record InvertOperation : PixelOperation
{
    /// <inheritdoc/>
    public override void Apply(RgbImage image)
    {
        ArgumentNullException.ThrowIfNull(image);
        foreach (ref var pixel in image.Pixels)
        {
            pixel = (byte)~pixel;
        }
    }
}
