namespace Lab.Vision;

/// <summary>Blurs an image with a Gaussian of random width; torchvision's <c>GaussianBlur</c>.</summary>
public sealed class RandomGaussianBlur : Transform
{
    /// <summary>A blur over <paramref name="size"/> x <paramref name="size"/> pixels.</summary>
    /// <param name="size">Pixels of a side of the kernel: odd, from 1 to 255. About six deviations hold nearly all of a Gaussian.</param>
    /// <param name="minimumDeviation">The least standard deviation in pixels, at least 0.01.</param>
    /// <param name="maximumDeviation">The greatest, at least the least.</param>
    public RandomGaussianBlur(int size, double minimumDeviation = 0.1, double maximumDeviation = 2)
    {
        if (size is < 1 or > 255 || size % 2 == 0)
        {
            throw new ArgumentOutOfRangeException(nameof(size), size, "A kernel's side is an odd number of pixels, from 1 to 255.");
        }

        Size = size;
        (MinimumDeviation, MaximumDeviation) = TransformChecks.Range(minimumDeviation, maximumDeviation, 0.01, 1000, nameof(minimumDeviation));
    }

    /// <summary>Pixels of a side of the kernel.</summary>
    public int Size { get; }

    /// <summary>The least standard deviation in pixels.</summary>
    public double MinimumDeviation { get; }

    /// <summary>The greatest standard deviation in pixels.</summary>
    public double MaximumDeviation { get; }

    /// <inheritdoc/>
    public override bool MayResample => false;

    /// <inheritdoc/>
    public override void Plan(TransformPlan plan, RandomKey key)
    {
        ArgumentNullException.ThrowIfNull(plan);
        plan.Add(new GaussianBlurOperation(Size, key.CreateRandom().NextDouble(MinimumDeviation, MaximumDeviation)));
    }

    /// <inheritdoc/>
    public override string ToString() => FormattableString.Invariant($"RandomGaussianBlur({Size}, {MinimumDeviation} to {MaximumDeviation})");
}
