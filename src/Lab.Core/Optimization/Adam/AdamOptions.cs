namespace Lab.Optimization;

/// <summary>Settings of <see cref="Adam"/> and <see cref="AdamW"/>. The defaults are PyTorch's.</summary>
public sealed record AdamOptions
{
    /// <summary>How slowly the average of gradients moves, in [0, 1). Default 0.9.</summary>
    public double Beta1 { get; init; } = 0.9;

    /// <summary>How slowly the average of squared gradients moves, in [0, 1). Default 0.999.</summary>
    public double Beta2 { get; init; } = 0.999;

    /// <summary>Added to the root of the second average, at least 0. Default 1e-8.</summary>
    public double Epsilon { get; init; } = 1e-8;

    /// <summary>Whether to divide by the largest second average so far (Reddi, Kale, Kumar 2018, "On the convergence of Adam and beyond"). Default no.</summary>
    public bool AmsGrad { get; init; }

    internal IEnumerable<string> Slots => AmsGrad ? ["exp_avg", "exp_avg_sq", "max_exp_avg_sq"] : ["exp_avg", "exp_avg_sq"];

    internal AdamOptions Checked()
    {
        OptionRange.Fraction(Beta1);
        OptionRange.Fraction(Beta2);
        OptionRange.NotNegative(Epsilon);
        return this;
    }
}
