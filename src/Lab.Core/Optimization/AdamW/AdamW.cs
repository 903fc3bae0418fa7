namespace Lab.Optimization;

/// <summary>Adam with weight decay apart from the gradient (Loshchilov, Hutter 2019, "Decoupled weight decay regularization"). Numbers as those of <c>torch.optim.AdamW</c>.</summary>
/// <param name="groups">The parameters; a step multiplies them by 1 - rate x weight decay. PyTorch's default for it is <see cref="DefaultWeightDecay"/>.</param>
/// <param name="options">Settings; null for the defaults.</param>
/// <exception cref="ArgumentOutOfRangeException">A setting is out of its range.</exception>
public sealed class AdamW(IReadOnlyList<ParameterGroup> groups, AdamOptions? options = null) : StatefulOptimizer(groups, (options ?? new AdamOptions()).Checked().Slots)
{
    /// <summary>PyTorch's default for AdamW's weight decay.</summary>
    public const double DefaultWeightDecay = 0.01;

    private readonly AdamOptions _options = options ?? new AdamOptions();

    /// <summary>Whether to use libtorch's fused kernel where there is one.</summary>
    internal bool Fused { get; init; } = true;

    /// <inheritdoc/>
    protected override void Update(IReadOnlyList<ParameterUpdate> updates, ParameterGroup group, double learningRate)
    {
        ArgumentNullException.ThrowIfNull(updates);
        ArgumentNullException.ThrowIfNull(group);
        AdamStep.Apply(updates, _options, decoupled: true, Fused, group.WeightDecay, learningRate);
    }
}
