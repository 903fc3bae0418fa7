namespace Lab.Optimization;

/// <summary>
/// Rectified Adam (Liu et al. 2020, "On the variance of the adaptive learning rate and beyond"): adapts only once the second average rests on enough steps.
/// Numbers as those of <c>torch.optim.RAdam</c>.
/// </summary>
public sealed class RAdam : StatefulOptimizer
{
    private readonly RAdamOptions _options;

    /// <summary>An optimizer over the given groups; weight decay (PyTorch's default 0) is added to the gradient.</summary>
    /// <exception cref="ArgumentOutOfRangeException">A setting is out of its range.</exception>
    public RAdam(IReadOnlyList<ParameterGroup> groups, RAdamOptions? options = null)
        : base(groups, "exp_avg", "exp_avg_sq")
    {
        _options = options ?? new RAdamOptions();
        OptionRange.Fraction(_options.Beta1);
        OptionRange.Fraction(_options.Beta2);
        OptionRange.NotNegative(_options.Epsilon);
    }

    /// <inheritdoc/>
    protected override void Update(IReadOnlyList<ParameterUpdate> updates, ParameterGroup group, double learningRate)
    {
        ArgumentNullException.ThrowIfNull(updates);
        ArgumentNullException.ThrowIfNull(group);
        var step = updates[0].Step;
        var correction1 = 1 - Math.Pow(_options.Beta1, step);
        var correction2 = 1 - Math.Pow(_options.Beta2, step);
        var longest = (2 / (1 - _options.Beta2)) - 1;
        var length = longest - (2 * step * (1 - correction2) / correction2);
        var adaptive = length > 5;
        var rectification = adaptive
            ? Math.Sqrt((length - 4) * (length - 2) * longest / ((longest - 4) * (longest - 2) * length)) * Math.Sqrt(correction2)
            : 1;

        using Scalar decay = group.WeightDecay.ToScalar();
        using Scalar beta1 = _options.Beta1.ToScalar();
        using Scalar share1 = (1 - _options.Beta1).ToScalar();
        using Scalar beta2 = _options.Beta2.ToScalar();
        using Scalar share2 = (1 - _options.Beta2).ToScalar();
        using Scalar epsilon = _options.Epsilon.ToScalar();
        using Scalar one = 1.0.ToScalar();
        using Scalar rate = (-learningRate * rectification / correction1).ToScalar();
        foreach (var update in updates)
        {
            var gradient = group.WeightDecay == 0 ? update.Gradient : update.Gradient.add(update.Parameter, decay);
            var mean = update.Slot(0).mul_(beta1).add_(gradient, share1);
            var square = update.Slot(1).mul_(beta2).addcmul_(gradient, gradient, share2);
            if (adaptive)
            {
                using var denominator = square.sqrt().add_(epsilon, one);
                update.Parameter.addcdiv_(mean, denominator, rate);
            }
            else
            {
                update.Parameter.add_(mean, rate);
            }
        }
    }
}
