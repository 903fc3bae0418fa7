namespace Lab.Vision;

/// <summary>Every pixel becomes its grey, 0.2989 red + 0.587 green + 0.114 blue without the fraction, as torchvision's <c>rgb_to_grayscale</c> on bytes with three output channels.</summary>
public sealed record GrayscaleOperation : PixelOperation
{
    /// <inheritdoc/>
    public override void Apply(RgbImage image)
    {
        ArgumentNullException.ThrowIfNull(image);
        ColorAdjustment.Saturation(image.Pixels, 0);
    }
}
