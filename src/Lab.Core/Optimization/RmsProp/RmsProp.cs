namespace Lab.Optimization;

/// <summary>RMSprop (Tieleman, Hinton 2012, lecture 6e of "Neural networks for machine learning"). Numbers as those of <c>torch.optim.RMSprop</c>.</summary>
public sealed class RmsProp : StatefulOptimizer
{
    private readonly RmsPropOptions _options;

    /// <summary>An optimizer over the given groups; weight decay (PyTorch's default 0) is added to the gradient.</summary>
    /// <exception cref="ArgumentOutOfRangeException">A setting is out of its range.</exception>
    public RmsProp(IReadOnlyList<ParameterGroup> groups, RmsPropOptions? options = null)
        : base(groups, (options ?? new RmsPropOptions()).Slots)
    {
        _options = options ?? new RmsPropOptions();
        OptionRange.Fraction(_options.Smoothing);
        OptionRange.NotNegative(_options.Epsilon);
        OptionRange.NotNegative(_options.Momentum);
    }

    /// <inheritdoc/>
    protected override void Update(IReadOnlyList<ParameterUpdate> updates, ParameterGroup group, double learningRate)
    {
        ArgumentNullException.ThrowIfNull(updates);
        ArgumentNullException.ThrowIfNull(group);
        using Scalar decay = group.WeightDecay.ToScalar();
        using Scalar smoothing = _options.Smoothing.ToScalar();
        using Scalar share = (1 - _options.Smoothing).ToScalar();
        using Scalar epsilon = _options.Epsilon.ToScalar();
        using Scalar momentum = _options.Momentum.ToScalar();
        using Scalar one = 1.0.ToScalar();
        using Scalar minusOne = (-1.0).ToScalar();
        using Scalar rate = (-learningRate).ToScalar();
        foreach (var update in updates)
        {
            var gradient = group.WeightDecay == 0 ? update.Gradient : update.Gradient.add(update.Parameter, decay);
            var square = update.Slot(0).mul_(smoothing).addcmul_(gradient, gradient, share);
            var spread = square;
            if (_options.Centered)
            {
                var mean = update.Slot(1).mul_(smoothing).add_(gradient, share);
                spread = square.addcmul(mean, mean, minusOne);
            }

            using var denominator = spread.sqrt().add_(epsilon, one);
            if (_options.Momentum > 0)
            {
                var buffer = update.Slot(_options.Centered ? 2 : 1).mul_(momentum).addcdiv_(gradient, denominator, one);
                update.Parameter.add_(buffer, rate);
            }
            else
            {
                update.Parameter.addcdiv_(gradient, denominator, rate);
            }
        }
    }
}
