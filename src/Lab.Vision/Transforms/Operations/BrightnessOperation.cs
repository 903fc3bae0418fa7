namespace Lab.Vision;

/// <summary>Multiplies every channel by <see cref="Factor"/>, clips at 255 and drops the fraction, as torchvision's <c>adjust_brightness</c> on bytes.</summary>
/// <param name="Factor">At least 0: 0 is black, 1 changes nothing.</param>
public sealed record BrightnessOperation(float Factor) : PixelOperation
{
    /// <inheritdoc/>
    public override void Apply(RgbImage image)
    {
        ArgumentNullException.ThrowIfNull(image);
        ColorAdjustment.Brightness(image.Pixels, Factor);
    }
}
