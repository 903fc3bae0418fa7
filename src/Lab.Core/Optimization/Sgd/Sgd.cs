namespace Lab.Optimization;

/// <summary>Stochastic gradient descent with momentum. Numbers as those of <c>torch.optim.SGD</c>.</summary>
public sealed class Sgd : StatefulOptimizer
{
    private readonly SgdOptions _options;

    /// <summary>An optimizer over the given groups; weight decay (PyTorch's default 0) is added to the gradient.</summary>
    /// <exception cref="ArgumentException">A setting is out of its range, or Nesterov momentum is asked for without momentum or with dampening.</exception>
    public Sgd(IReadOnlyList<ParameterGroup> groups, SgdOptions? options = null)
        : base(groups, options?.Momentum > 0 ? ["momentum_buffer"] : [])
    {
        _options = options ?? new SgdOptions();
        OptionRange.NotNegative(_options.Momentum);
        OptionRange.NotNegative(_options.Dampening);
        if (_options.Nesterov && (_options.Momentum == 0 || _options.Dampening != 0))
        {
            throw new ArgumentException(
                FormattableString.Invariant($"Nesterov momentum needs momentum above 0 and dampening 0; they are {_options.Momentum} and {_options.Dampening}."), nameof(options));
        }
    }

    /// <summary>Whether to use libtorch's fused kernel where there is one.</summary>
    internal bool Fused { get; init; } = true;

    /// <inheritdoc/>
    protected override void Update(IReadOnlyList<ParameterUpdate> updates, ParameterGroup group, double learningRate)
    {
        ArgumentNullException.ThrowIfNull(updates);
        ArgumentNullException.ThrowIfNull(group);
        if (Fused && FusedKernels.Cover(updates))
        {
            FusedKernels.StepSgd(updates, _options, group.WeightDecay, learningRate);
            return;
        }

        using Scalar decay = group.WeightDecay.ToScalar();
        using Scalar momentum = _options.Momentum.ToScalar();
        using Scalar share = (1 - _options.Dampening).ToScalar();
        using Scalar rate = (-learningRate).ToScalar();
        foreach (var update in updates)
        {
            using var decayed = group.WeightDecay == 0 ? null : update.Gradient.add(update.Parameter, decay);
            var gradient = decayed ?? update.Gradient;
            if (_options.Momentum == 0)
            {
                update.Parameter.add_(gradient, rate);
                continue;
            }

            var buffer = update.Step == 1 ? update.Slot(0).copy_(gradient) : update.Slot(0).mul_(momentum).add_(gradient, share);
            using var ahead = _options.Nesterov ? gradient.add(buffer, momentum) : null;
            update.Parameter.add_(ahead ?? buffer, rate);
        }
    }
}
