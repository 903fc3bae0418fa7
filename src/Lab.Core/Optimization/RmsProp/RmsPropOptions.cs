namespace Lab.Optimization;

/// <summary>Settings of <see cref="RmsProp"/>. The defaults are PyTorch's.</summary>
public sealed record RmsPropOptions
{
    /// <summary>How slowly the average of squared gradients moves, in [0, 1). Default 0.99.</summary>
    public double Smoothing { get; init; } = 0.99;

    /// <summary>Added to the root of the average, at least 0. Default 1e-8.</summary>
    public double Epsilon { get; init; } = 1e-8;

    /// <summary>How much of the last update is kept, at least 0. Default 0.</summary>
    public double Momentum { get; init; }

    /// <summary>Whether to divide by the deviation from the mean gradient (Graves 2013) instead of the root mean square. Default no.</summary>
    public bool Centered { get; init; }

    internal IEnumerable<string> Slots
    {
        get
        {
            yield return "square_avg";
            if (Centered)
            {
                yield return "grad_avg";
            }

            if (Momentum > 0)
            {
                yield return "momentum_buffer";
            }
        }
    }
}
