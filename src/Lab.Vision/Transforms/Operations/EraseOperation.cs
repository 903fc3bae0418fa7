namespace Lab.Vision;

/// <summary>Covers a box by a colour or by noise. What lies outside the image is left out.</summary>
/// <param name="Left">The box's first column.</param>
/// <param name="Top">The box's first row.</param>
/// <param name="Width">Columns of the box.</param>
/// <param name="Height">Rows of the box.</param>
/// <param name="Fill">The colour, where there is no noise.</param>
/// <param name="Noise">The key of noise that is uniform over all colours, or null for <paramref name="Fill"/>.</param>
public sealed record EraseOperation(int Left, int Top, int Width, int Height, RgbColor Fill = default, RandomKey? Noise = null) : PixelOperation
{
    /// <inheritdoc/>
    public override void Apply(RgbImage image)
    {
        ArgumentNullException.ThrowIfNull(image);
        var (left, right) = (Math.Clamp(Left, 0, image.Width), Math.Clamp(Left + Width, 0, image.Width));
        var (top, bottom) = (Math.Clamp(Top, 0, image.Height), Math.Clamp(Top + Height, 0, image.Height));
        for (var y = top; left < right && y < bottom; y++)
        {
            var row = image.Row(y)[(left * RgbImage.Channels)..(right * RgbImage.Channels)];
            if (Noise is { } key)
            {
                var random = key.Derive(y).CreateRandom();
                foreach (ref var pixel in row)
                {
                    pixel = (byte)random.NextUInt64();
                }
            }
            else
            {
                Fill.Fill(row);
            }
        }
    }
}
