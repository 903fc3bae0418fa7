namespace Lab.Optimization;

/// <summary>Settings of <see cref="Lamb"/>. The defaults are timm's.</summary>
public sealed record LambOptions
{
    /// <summary>How slowly the average of gradients moves, in [0, 1). Default 0.9.</summary>
    public double Beta1 { get; init; } = 0.9;

    /// <summary>How slowly the average of squared gradients moves, in [0, 1). Default 0.999.</summary>
    public double Beta2 { get; init; } = 0.999;

    /// <summary>Added to the root of the second average, at least 0. Default 1e-6.</summary>
    public double Epsilon { get; init; } = 1e-6;

    /// <summary>The norm that all gradients together are scaled down to before a step; above 0, or null for no limit. Default 1.</summary>
    public double? MaximumGradientNorm { get; init; } = 1;

    /// <summary>Whether a trust ratio is at most 1, which is called LAMBC. Default no.</summary>
    public bool TrustClip { get; init; }

    /// <summary>Whether parameters without weight decay, such as biases and norms, have a trust ratio too. Default no: it is 1 for them.</summary>
    public bool AlwaysAdapt { get; init; }
}
