namespace Lab.Vision;

/// <summary>
/// Covers a box of random area and aspect ratio at a random place (Zhong et al. 2020, "Random erasing data augmentation"), with torchvision's way of drawing: area uniform, logarithm of the
/// ratio uniform, none if ten boxes do not fit.
/// </summary>
public sealed class RandomErasing : Transform
{
    private const int Attempts = 10;

    private readonly bool _noise;

    /// <summary>A cover of one colour, or of noise.</summary>
    /// <param name="probability">How often, from 0 to 1.</param>
    /// <param name="minimumArea">The least share of the image's area, at least 0.</param>
    /// <param name="maximumArea">The greatest share of the image's area, at most 1.</param>
    /// <param name="minimumRatio">The least height divided by width, above 0.</param>
    /// <param name="maximumRatio">The greatest height divided by width.</param>
    /// <param name="fill">The colour of the cover; black by default.</param>
    /// <param name="noise">Whether to cover by noise instead, uniform over all colours.</param>
    public RandomErasing(double probability = 0.5, double minimumArea = 0.02, double maximumArea = 0.33, double minimumRatio = 0.3, double maximumRatio = 3.3, RgbColor fill = default, bool noise = false)
    {
        Probability = TransformChecks.Probability(probability, nameof(probability));
        (MinimumArea, MaximumArea) = TransformChecks.Range(minimumArea, maximumArea, 0, 1, nameof(minimumArea));
        (MinimumRatio, MaximumRatio) = TransformChecks.Range(minimumRatio, maximumRatio, 1e-3, 1e3, nameof(minimumRatio));
        (Fill, _noise) = (fill, noise);
    }

    /// <summary>How often, from 0 to 1.</summary>
    public double Probability { get; }

    /// <summary>The least share of the image's area.</summary>
    public double MinimumArea { get; }

    /// <summary>The greatest share of the image's area.</summary>
    public double MaximumArea { get; }

    /// <summary>The least height divided by width.</summary>
    public double MinimumRatio { get; }

    /// <summary>The greatest height divided by width.</summary>
    public double MaximumRatio { get; }

    /// <summary>The colour of the cover, where it is not noise.</summary>
    public RgbColor Fill { get; }

    /// <inheritdoc/>
    public override bool MayResample => false;

    /// <inheritdoc/>
    public override void Plan(TransformPlan plan, RandomKey key)
    {
        ArgumentNullException.ThrowIfNull(plan);
        var random = key.CreateRandom();
        if (!random.NextBoolean(Probability))
        {
            return;
        }

        var (width, height) = (plan.OutputSize.Width, plan.OutputSize.Height);
        for (var attempt = 0; attempt < Attempts; attempt++)
        {
            var area = (double)width * height * random.NextDouble(MinimumArea, MaximumArea);
            var ratio = Math.Exp(random.NextDouble(Math.Log(MinimumRatio), Math.Log(MaximumRatio)));
            var (boxHeight, boxWidth) = ((int)Math.Round(Math.Sqrt(area * ratio)), (int)Math.Round(Math.Sqrt(area / ratio)));
            if (boxHeight < height && boxWidth < width)
            {
                var top = random.NextInt32(0, height - boxHeight + 1);
                var left = random.NextInt32(0, width - boxWidth + 1);
                plan.Add(new EraseOperation(left, top, boxWidth, boxHeight, Fill, _noise ? key.Derive("noise") : null));
                return;
            }
        }
    }

    /// <inheritdoc/>
    public override string ToString() => FormattableString.Invariant(
        $"RandomErasing({Probability}, area {MinimumArea} to {MaximumArea}, ratio {MinimumRatio} to {MaximumRatio}, {(_noise ? "noise" : Fill)})");
}
