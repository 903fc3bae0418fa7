namespace Lab.Optimization;

/// <summary>Settings of <see cref="RAdam"/>. The defaults are PyTorch's.</summary>
public sealed record RAdamOptions
{
    /// <summary>How slowly the average of gradients moves, in [0, 1). Default 0.9.</summary>
    public double Beta1 { get; init; } = 0.9;

    /// <summary>How slowly the average of squared gradients moves, in [0, 1). Default 0.999.</summary>
    public double Beta2 { get; init; } = 0.999;

    /// <summary>Added to the root of the second average, at least 0. Default 1e-8.</summary>
    public double Epsilon { get; init; } = 1e-8;
}
