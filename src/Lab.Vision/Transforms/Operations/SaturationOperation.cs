namespace Lab.Vision;

/// <summary>Moves every pixel away from its own grey, or towards it for a factor below 1, as torchvision's <c>adjust_saturation</c> on bytes.</summary>
/// <param name="Factor">At least 0: 0 is grey, 1 changes nothing.</param>
public sealed record SaturationOperation(float Factor) : PixelOperation
{
    /// <inheritdoc/>
    public override void Apply(RgbImage image)
    {
        ArgumentNullException.ThrowIfNull(image);
        ColorAdjustment.Saturation(image.Pixels, Factor);
    }
}
