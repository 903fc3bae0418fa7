namespace Lab.Vision;

/// <summary>Stretches the values of each channel linearly so that its least becomes 0 and its greatest 255, as torchvision's <c>autocontrast</c> on bytes.</summary>
public sealed record AutoContrastOperation : PixelOperation
{
    /// <inheritdoc/>
    public override void Apply(RgbImage image)
    {
        ArgumentNullException.ThrowIfNull(image);
        Histograms.StretchContrast(image.Pixels);
    }
}
