namespace Lab.Vision;

/// <summary>A window at a random place, every place equally likely, after padding each side.</summary>
public sealed class RandomCrop : Transform
{
    /// <summary>A crop of <paramref name="width"/> x <paramref name="height"/>, each at least 1.</summary>
    /// <param name="width">Pixels per row of the result.</param>
    /// <param name="height">Rows of the result.</param>
    /// <param name="padding">Pixels added on each of the four sides first, at least 0.</param>
    /// <param name="fill">The colour of what is added; black by default.</param>
    public RandomCrop(int width, int height, int padding = 0, RgbColor fill = default)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(width);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(height);
        ArgumentOutOfRangeException.ThrowIfNegative(padding);
        (Width, Height, Padding, Fill) = (width, height, padding, fill);
    }

    /// <summary>Pixels per row of the result.</summary>
    public int Width { get; }

    /// <summary>Rows of the result.</summary>
    public int Height { get; }

    /// <summary>Pixels added on each side first.</summary>
    public int Padding { get; }

    /// <summary>The colour of what is added.</summary>
    public RgbColor Fill { get; }

    /// <inheritdoc/>
    public override bool MayResample => false;

    /// <inheritdoc/>
    /// <exception cref="LabException">The padded image is smaller than the crop.</exception>
    public override void Plan(TransformPlan plan, RandomKey key)
    {
        ArgumentNullException.ThrowIfNull(plan);
        var image = plan.OutputSize;
        var (spareWidth, spareHeight) = (image.Width + (2 * Padding) - Width, image.Height + (2 * Padding) - Height);
        if (spareWidth < 0 || spareHeight < 0)
        {
            throw new LabException(
                $"{this} met an image of {image} pixels, which is too small; resize before the crop or raise the padding.");
        }

        var random = key.CreateRandom();
        var top = random.NextInt32(0, spareHeight + 1) - Padding;
        var left = random.NextInt32(0, spareWidth + 1) - Padding;
        plan.Add(new CropOperation(left, top, Width, Height, Fill));
    }

    /// <inheritdoc/>
    public override string ToString() => $"RandomCrop({Width} x {Height}, padding {Padding})";
}
