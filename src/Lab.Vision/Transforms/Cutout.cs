namespace Lab.Vision;

/// <summary>
/// Covers a square about a random pixel; what reaches beyond the image is left out (DeVries and Taylor 2017, "Improved regularization of convolutional neural networks with cutout").
/// </summary>
public sealed class Cutout : Transform
{
    /// <summary>A square of <paramref name="size"/> x <paramref name="size"/> pixels.</summary>
    /// <param name="size">Pixels of a side, at least 1.</param>
    /// <param name="fill">The colour; black by default.</param>
    public Cutout(int size, RgbColor fill = default)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(size);
        (Size, Fill) = (size, fill);
    }

    /// <summary>Pixels of a side.</summary>
    public int Size { get; }

    /// <summary>The colour.</summary>
    public RgbColor Fill { get; }

    /// <inheritdoc/>
    public override bool MayResample => false;

    /// <inheritdoc/>
    public override void Plan(TransformPlan plan, RandomKey key)
    {
        ArgumentNullException.ThrowIfNull(plan);
        var random = key.CreateRandom();
        var (y, x) = (random.NextInt32(0, plan.OutputSize.Height), random.NextInt32(0, plan.OutputSize.Width));
        plan.Add(new EraseOperation(x - (Size / 2), y - (Size / 2), Size, Size, Fill));
    }

    /// <inheritdoc/>
    public override string ToString() => $"Cutout({Size})";
}
