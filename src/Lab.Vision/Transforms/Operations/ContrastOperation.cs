namespace Lab.Vision;

/// <summary>Moves every channel away from the image's mean grey, or towards it for a factor below 1, as torchvision's <c>adjust_contrast</c> on bytes.</summary>
/// <param name="Factor">At least 0: 0 is the mean grey, 1 changes nothing.</param>
public sealed record ContrastOperation(float Factor) : PixelOperation
{
    /// <inheritdoc/>
    public override void Apply(RgbImage image)
    {
        ArgumentNullException.ThrowIfNull(image);
        ColorAdjustment.Contrast(image.Pixels, Factor);
    }
}
