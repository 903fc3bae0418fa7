namespace Lab.Vision;

/// <summary>
/// A number of operations in a row, each any of fourteen, all of the same strength (Cubuk et al. 2020, "RandAugment: Practical automated data augmentation with a reduced search space"), with torchvision's operations and strengths.
/// </summary>
public sealed class RandAugment : Transform
{
    private readonly PolicyStyle _style;

    /// <summary>A policy.</summary>
    /// <param name="operations">How many operations in a row (the paper's N), at least 0. torchvision's default is 2.</param>
    /// <param name="magnitude">The strength (the paper's M), from 0 to <paramref name="levels"/> - 1. torchvision's default is 9.</param>
    /// <param name="levels">How many strengths there are, at least 2.</param>
    /// <param name="filter">How warps make pixels.</param>
    /// <param name="fill">What warps show where the image does not reach; black by default.</param>
    public RandAugment(int operations = 2, int magnitude = 9, int levels = 31, WarpFilter filter = WarpFilter.Bilinear, RgbColor fill = default)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(operations);
        ArgumentOutOfRangeException.ThrowIfLessThan(levels, 2);
        ArgumentOutOfRangeException.ThrowIfNegative(magnitude);
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(magnitude, levels);
        (Operations, Magnitude, Levels, _style) = (operations, magnitude, levels, new PolicyStyle(filter, fill));
    }

    /// <summary>How many operations in a row.</summary>
    public int Operations { get; }

    /// <summary>The strength.</summary>
    public int Magnitude { get; }

    /// <summary>How many strengths there are.</summary>
    public int Levels { get; }

    /// <inheritdoc/>
    public override void Plan(TransformPlan plan, RandomKey key)
    {
        ArgumentNullException.ThrowIfNull(plan);
        var random = key.CreateRandom();
        var drawn = new List<ImageOperation>(Operations);
        for (var i = 0; i < Operations; i++)
        {
            var operation = PolicyTables.RandAugment[random.NextInt32(0, PolicyTables.RandAugment.Count)];
            operation.AddTo(drawn, Magnitude / (Levels - 1.0), plan.OutputSize, _style, ref random);
        }

        drawn.ForEach(plan.Add);
    }

    /// <inheritdoc/>
    public override string ToString() => $"RandAugment({Operations} operations, magnitude {Magnitude} of {Levels - 1})";
}
