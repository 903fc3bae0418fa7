namespace Lab.Optimization;

/// <summary>Settings of <see cref="Lion"/>. The defaults are the paper's.</summary>
public sealed record LionOptions
{
    /// <summary>How much of the average enters a step beside the new gradient, in [0, 1). Default 0.9.</summary>
    public double Beta1 { get; init; } = 0.9;

    /// <summary>How slowly the average of gradients moves, in [0, 1). Default 0.99.</summary>
    public double Beta2 { get; init; } = 0.99;
}
