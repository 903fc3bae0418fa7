namespace Lab.Vision;

/// <summary>
/// One operation, any of fourteen, of any strength (Müller and Hutter 2021, "TrivialAugment: Tuning-free yet state-of-the-art data augmentation"; the wide ranges), with torchvision's operations and strengths.
/// </summary>
public sealed class TrivialAugmentWide : Transform
{
    private readonly PolicyStyle _style;

    /// <summary>A policy.</summary>
    /// <param name="levels">How many strengths there are, at least 2.</param>
    /// <param name="filter">How warps make pixels.</param>
    /// <param name="fill">What warps show where the image does not reach; black by default.</param>
    public TrivialAugmentWide(int levels = 31, WarpFilter filter = WarpFilter.Bilinear, RgbColor fill = default)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(levels, 2);
        (Levels, _style) = (levels, new PolicyStyle(filter, fill));
    }

    /// <summary>How many strengths there are.</summary>
    public int Levels { get; }

    /// <inheritdoc/>
    public override void Plan(TransformPlan plan, RandomKey key)
    {
        ArgumentNullException.ThrowIfNull(plan);
        var random = key.CreateRandom();
        var drawn = new List<ImageOperation>(1);
        var operation = PolicyTables.TrivialAugmentWide[random.NextInt32(0, PolicyTables.TrivialAugmentWide.Count)];
        operation.AddTo(drawn, random.NextInt32(0, Levels) / (Levels - 1.0), plan.OutputSize, _style, ref random);
        drawn.ForEach(plan.Add);
    }

    /// <inheritdoc/>
    public override string ToString() => $"TrivialAugmentWide({Levels} levels)";
}
