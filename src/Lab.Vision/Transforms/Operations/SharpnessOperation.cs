namespace Lab.Vision;

/// <summary>Moves every pixel away from a slightly blurred one, or towards it for a factor below 1, as torchvision's <c>adjust_sharpness</c> on bytes.</summary>
/// <param name="Factor">At least 0: 0 is the blurred image, 1 changes nothing, 2 sharpens.</param>
public sealed record SharpnessOperation(float Factor) : PixelOperation
{
    /// <inheritdoc/>
    public override void Apply(RgbImage image)
    {
        ArgumentNullException.ThrowIfNull(image);
        Sharpening.Apply(image, Factor);
    }
}
