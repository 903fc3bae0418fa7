namespace Lab.Vision;

/// <summary>Inverts every value that is at least the threshold, as torchvision's <c>solarize</c>.</summary>
/// <param name="Threshold">From 0, which inverts all, to 256, which inverts none.</param>
public sealed record SolarizeOperation(float Threshold) : PixelOperation
{
    /// <inheritdoc/>
    public override void Apply(RgbImage image)
    {
        ArgumentNullException.ThrowIfNull(image);
        Span<byte> table = stackalloc byte[ByteTable.Size];
        for (var value = 0; value < table.Length; value++)
        {
            table[value] = (byte)(value >= Threshold ? 255 - value : value);
        }

        ByteTable.Apply(image.Pixels, table);
    }
}
