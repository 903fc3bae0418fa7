namespace Lab.Vision;

/// <summary>Every channel becomes <c>contrast * value + brightness * 255</c>, clipped, without the fraction, as Albumentations' <c>RandomBrightnessContrast</c> on bytes.</summary>
/// <param name="Contrast">The factor, at least 0; 1 changes nothing.</param>
/// <param name="Brightness">What is added, as a share of 255, from -1 to 1; 0 changes nothing.</param>
public sealed record BrightnessContrastOperation(float Contrast, float Brightness) : PixelOperation
{
    /// <inheritdoc/>
    public override void Apply(RgbImage image)
    {
        ArgumentNullException.ThrowIfNull(image);
        Span<byte> table = stackalloc byte[ByteTable.Size];
        for (var value = 0; value < table.Length; value++)
        {
            table[value] = (byte)Math.Clamp((value * Contrast) + (Brightness * 255), 0, 255);
        }

        ByteTable.Apply(image.Pixels, table);
    }
}
