namespace Lab.Vision;

/// <summary>
/// A window of random area and aspect ratio at a random place, resized to a fixed size: torchvision's <c>RandomResizedCrop</c> (Szegedy et al. 2015), with its way of drawing.
/// The area is uniform within its range and the logarithm of the ratio within its own; after ten windows that do not fit, the largest central one whose ratio is allowed is taken.
/// </summary>
public sealed class RandomResizedCrop : Transform
{
    private const int Attempts = 10;

    /// <summary>A crop whose result has <paramref name="width"/> x <paramref name="height"/> pixels, each at least 1.</summary>
    /// <param name="width">Pixels per row of the result.</param>
    /// <param name="height">Rows of the result.</param>
    /// <param name="minimumArea">The smallest share of the image's area, above 0.</param>
    /// <param name="maximumArea">The largest share of the image's area, at least the smallest and at most 1.</param>
    /// <param name="minimumRatio">The smallest width of the window divided by its height, above 0.</param>
    /// <param name="maximumRatio">The largest width of the window divided by its height, at least the smallest.</param>
    /// <param name="filter">The kernel of the resize.</param>
    public RandomResizedCrop(
        int width, int height, double minimumArea = 0.08, double maximumArea = 1, double minimumRatio = 3.0 / 4, double maximumRatio = 4.0 / 3, ResampleFilter filter = ResampleFilter.Bilinear)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(width);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(height);
        if (!(minimumArea > 0 && minimumArea <= maximumArea && maximumArea <= 1))
        {
            throw new ArgumentOutOfRangeException(nameof(minimumArea), FormattableString.Invariant($"{minimumArea} to {maximumArea}"), "The shares of the area must be above 0, at most 1, and in order.");
        }

        if (!(minimumRatio > 0 && minimumRatio <= maximumRatio && double.IsFinite(maximumRatio)))
        {
            throw new ArgumentOutOfRangeException(nameof(minimumRatio), FormattableString.Invariant($"{minimumRatio} to {maximumRatio}"), "The ratios of width to height must be above 0 and in order.");
        }

        _ = filter.Support();
        (Width, Height, Filter) = (width, height, filter);
        (MinimumArea, MaximumArea, MinimumRatio, MaximumRatio) = (minimumArea, maximumArea, minimumRatio, maximumRatio);
    }

    /// <summary>Pixels per row of the result.</summary>
    public int Width { get; }

    /// <summary>Rows of the result.</summary>
    public int Height { get; }

    /// <summary>The smallest share of the image's area.</summary>
    public double MinimumArea { get; }

    /// <summary>The largest share of the image's area.</summary>
    public double MaximumArea { get; }

    /// <summary>The smallest ratio of the window's width to its height.</summary>
    public double MinimumRatio { get; }

    /// <summary>The largest ratio of the window's width to its height.</summary>
    public double MaximumRatio { get; }

    /// <summary>The kernel of the resize.</summary>
    public ResampleFilter Filter { get; }

    /// <inheritdoc/>
    public override void Plan(TransformPlan plan, RandomKey key)
    {
        ArgumentNullException.ThrowIfNull(plan);
        plan.Add(Window(plan.OutputSize, key.CreateRandom()));
        plan.Add(new ResizeOperation(Width, Height, Filter));
    }

    /// <inheritdoc/>
    public override string ToString() =>
        FormattableString.Invariant($"RandomResizedCrop({Width} x {Height}, area {MinimumArea} to {MaximumArea}, ratio {MinimumRatio:0.###} to {MaximumRatio:0.###}, {Filter})");

    private CropOperation Window(ImageSize image, KeyedRandom random)
    {
        for (var attempt = 0; attempt < Attempts; attempt++)
        {
            var area = (double)image.Width * image.Height * random.NextDouble(MinimumArea, MaximumArea);
            var ratio = Math.Exp(random.NextDouble(Math.Log(MinimumRatio), Math.Log(MaximumRatio)));
            var (width, height) = (Math.Round(Math.Sqrt(area * ratio)), Math.Round(Math.Sqrt(area / ratio)));
            if (width >= 1 && width <= image.Width && height >= 1 && height <= image.Height)
            {
                var top = random.NextInt32(0, image.Height - (int)height + 1);
                var left = random.NextInt32(0, image.Width - (int)width + 1);
                return new CropOperation(left, top, (int)width, (int)height);
            }
        }

        return Middle(image);
    }

    private CropOperation Middle(ImageSize image)
    {
        var ratio = (double)image.Width / image.Height;
        var width = ratio > MaximumRatio ? Math.Clamp((int)Math.Round(image.Height * MaximumRatio), 1, image.Width) : image.Width;
        var height = ratio < MinimumRatio ? Math.Clamp((int)Math.Round(image.Width / MinimumRatio), 1, image.Height) : image.Height;
        return new CropOperation((image.Width - width) / 2, (image.Height - height) / 2, width, height);
    }
}
