namespace Lab.Vision;

/// <summary>Adds an own normally distributed number to every channel of every pixel, and clips.</summary>
/// <param name="Deviation">The standard deviation as a share of 255, from 0 to 1. Numbers lie within 4.3 deviations.</param>
/// <param name="Key">The key of the numbers.</param>
public sealed record GaussianNoiseOperation(double Deviation, RandomKey Key) : PixelOperation
{
    /// <inheritdoc/>
    public override void Apply(RgbImage image)
    {
        ArgumentNullException.ThrowIfNull(image);
        GaussianNoise.Add(image.Pixels, Deviation, Key);
    }
}
