namespace Lab.Vision;

/// <summary>Turns the colour circle, as torchvision's <c>adjust_hue</c> on bytes.</summary>
/// <param name="Turns">From -0.5 to 0.5 turns; a third makes red green.</param>
public sealed record HueOperation(float Turns) : PixelOperation
{
    /// <inheritdoc/>
    public override void Apply(RgbImage image)
    {
        ArgumentNullException.ThrowIfNull(image);
        ColorAdjustment.Hue(image.Pixels, Turns);
    }
}
