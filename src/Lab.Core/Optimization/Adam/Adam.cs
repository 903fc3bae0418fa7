namespace Lab.Optimization;

/// <summary>Adam (Kingma, Ba 2015, "Adam: a method for stochastic optimization"). Numbers as those of <c>torch.optim.Adam</c>.</summary>
/// <param name="groups">The parameters; weight decay (PyTorch's default 0) is added to the gradient.</param>
/// <param name="options">Settings; null for the defaults.</param>
/// <exception cref="ArgumentOutOfRangeException">A setting is out of its range.</exception>
public sealed class Adam(IReadOnlyList<ParameterGroup> groups, AdamOptions? options = null) : StatefulOptimizer(groups, (options ?? new AdamOptions()).Checked().Slots)
{
    private readonly AdamOptions _options = options ?? new AdamOptions();

    /// <summary>Whether to use libtorch's fused kernel where there is one.</summary>
    internal bool Fused { get; init; } = true;

    /// <inheritdoc/>
    protected override void Update(IReadOnlyList<ParameterUpdate> updates, ParameterGroup group, double learningRate)
    {
        ArgumentNullException.ThrowIfNull(updates);
        ArgumentNullException.ThrowIfNull(group);
        AdamStep.Apply(updates, _options, decoupled: false, Fused, group.WeightDecay, learningRate);
    }
}
