namespace Lab.Vision;

/// <summary>Spreads the values of each channel so that all are about equally common, as torchvision's and Pillow's <c>equalize</c>.</summary>
public sealed record EqualizeOperation : PixelOperation
{
    /// <inheritdoc/>
    public override void Apply(RgbImage image)
    {
        ArgumentNullException.ThrowIfNull(image);
        Histograms.Equalize(image.Pixels);
    }
}
