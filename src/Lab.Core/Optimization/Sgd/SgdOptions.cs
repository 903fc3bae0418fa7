namespace Lab.Optimization;

/// <summary>Settings of <see cref="Sgd"/>. The defaults are PyTorch's.</summary>
public sealed record SgdOptions
{
    /// <summary>How much of the last update is kept, at least 0. Default 0: plain gradient descent.</summary>
    public double Momentum { get; init; }

    /// <summary>How much of a new gradient the momentum leaves out, at least 0. Default 0.</summary>
    public double Dampening { get; init; }

    /// <summary>Whether to look ahead (Nesterov 1983, in the form of Sutskever et al. 2013); needs momentum and no dampening. Default no.</summary>
    public bool Nesterov { get; init; }
}
