namespace Lab.Vision;

/// <summary>
/// A weighted sum of the image and of differently changed copies of it (Hendrycks et al. 2020, "AugMix: A simple data processing method to improve robustness and uncertainty"), with torchvision's operations,
/// strengths and weights: shares of the copies from a Dirichlet, of the image against all copies from a Beta distribution.
/// </summary>
/// <remarks>The paper's loss, which asks for like answers to differently mixed images, is not part of it.</remarks>
public sealed class AugMix : Transform
{
    private const int Levels = 10;
    private const int LongestChain = 3;

    private readonly PolicyStyle _style;

    /// <summary>A policy.</summary>
    /// <param name="severity">Strengths are drawn from the lowest so many of ten levels; from 1 to 10.</param>
    /// <param name="width">How many copies are mixed, at least 1.</param>
    /// <param name="depth">How many operations change each copy; 0 draws from 1 to 3.</param>
    /// <param name="alpha">The shape of both distributions, above 0.</param>
    /// <param name="filter">How warps make pixels.</param>
    /// <param name="fill">What warps show where the image does not reach; black by default.</param>
    public AugMix(int severity = 3, int width = 3, int depth = 0, double alpha = 1, WarpFilter filter = WarpFilter.Bilinear, RgbColor fill = default)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(severity);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(severity, Levels);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(width);
        ArgumentOutOfRangeException.ThrowIfNegative(depth);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(alpha);
        (Severity, Width, Depth, Alpha, _style) = (severity, width, depth, alpha, new PolicyStyle(filter, fill));
    }

    /// <summary>From how many of the lowest of ten levels strengths are drawn.</summary>
    public int Severity { get; }

    /// <summary>How many copies are mixed.</summary>
    public int Width { get; }

    /// <summary>How many operations change each copy; 0 draws from 1 to 3.</summary>
    public int Depth { get; }

    /// <summary>The shape of both distributions.</summary>
    public double Alpha { get; }

    /// <inheritdoc/>
    public override bool MayResample => false;

    /// <inheritdoc/>
    public override void Plan(TransformPlan plan, RandomKey key)
    {
        ArgumentNullException.ThrowIfNull(plan);
        var random = key.CreateRandom();
        var own = random.NextBeta(Alpha, Alpha);
        var shares = new double[Width];
        random.NextDirichlet(shares, Alpha);
        var chains = new MixChain[Width];
        for (var i = 0; i < Width; i++)
        {
            var depth = Depth > 0 ? Depth : random.NextInt32(1, LongestChain + 1);
            var drawn = new List<ImageOperation>(depth);
            for (var at = 0; at < depth; at++)
            {
                var operation = PolicyTables.AugMix[random.NextInt32(0, PolicyTables.AugMix.Count)];
                operation.AddTo(drawn, random.NextInt32(0, Severity) / (Levels - 1.0), plan.OutputSize, _style, ref random);
            }

            chains[i] = new MixChain((float)(shares[i] * (1 - own)), drawn);
        }

        plan.Add(new MixOperation((float)own, chains));
    }

    /// <inheritdoc/>
    public override string ToString() => FormattableString.Invariant($"AugMix(severity {Severity}, {Width} copies, alpha {Alpha})");
}
