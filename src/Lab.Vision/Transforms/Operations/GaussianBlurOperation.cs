namespace Lab.Vision;

/// <summary>
/// Convolves with <c>exp(-d^2 / (2 deviation^2))</c>, normalised over <see cref="Size"/> x <see cref="Size"/> pixels, the border reflected, as torchvision's <c>gaussian_blur</c>; at most 1 apart from it.
/// </summary>
public sealed record GaussianBlurOperation : PixelOperation
{
    /// <summary>A blur.</summary>
    /// <param name="size">Pixels of a side of the kernel: odd, at least 1.</param>
    /// <param name="deviation">The standard deviation in pixels, above 0.</param>
    public GaussianBlurOperation(int size, double deviation)
    {
        if (size < 1 || size % 2 == 0)
        {
            throw new ArgumentOutOfRangeException(nameof(size), size, "A kernel has a middle: its side is an odd number of pixels.");
        }

        if (!(deviation > 0) || !double.IsFinite(deviation))
        {
            throw new ArgumentOutOfRangeException(nameof(deviation), deviation, "A standard deviation is a finite number above 0.");
        }

        (Size, Deviation) = (size, deviation);
    }

    /// <summary>Pixels of a side of the kernel.</summary>
    public int Size { get; }

    /// <summary>The standard deviation in pixels.</summary>
    public double Deviation { get; }

    /// <inheritdoc/>
    public override void Apply(RgbImage image)
    {
        ArgumentNullException.ThrowIfNull(image);
        GaussianBlurring.Apply(image, Size, Deviation);
    }
}
