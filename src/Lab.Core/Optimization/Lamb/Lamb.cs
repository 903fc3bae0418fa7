namespace Lab.Optimization;

/// <summary>
/// LAMB (You et al. 2020, "Large batch optimization for deep learning: training BERT in 76 minutes"): Adam whose step is scaled, parameter by parameter, by the norm of the weights over
/// that of the step. Numbers as those of timm's <c>Lamb</c>: weight decay is added to the step, and all gradients together are first scaled down to a largest norm.
/// </summary>
public sealed class Lamb : StatefulOptimizer
{
    /// <summary>timm's default for LAMB's weight decay.</summary>
    public const double DefaultWeightDecay = 0.01;

    private readonly LambOptions _options;
    private double _divisor = 1;

    /// <summary>An optimizer over the given groups; weight decay times the parameter is added to Adam's step, before the trust ratio.</summary>
    /// <exception cref="ArgumentOutOfRangeException">A setting is out of its range.</exception>
    public Lamb(IReadOnlyList<ParameterGroup> groups, LambOptions? options = null)
        : base(groups, "exp_avg", "exp_avg_sq")
    {
        _options = options ?? new LambOptions();
        OptionRange.Fraction(_options.Beta1);
        OptionRange.Fraction(_options.Beta2);
        OptionRange.NotNegative(_options.Epsilon);
        if (_options.MaximumGradientNorm is { } maximum)
        {
            OptionRange.Positive(maximum, nameof(LambOptions.MaximumGradientNorm));
        }
    }

    /// <inheritdoc/>
    protected override void BeginStep()
    {
        if (_options.MaximumGradientNorm is { } maximum)
        {
            _divisor = Math.Max(1, new Gradients(this).Norm() / maximum);
        }
    }

    /// <inheritdoc/>
    protected override void Update(IReadOnlyList<ParameterUpdate> updates, ParameterGroup group, double learningRate)
    {
        ArgumentNullException.ThrowIfNull(updates);
        ArgumentNullException.ThrowIfNull(group);
        var step = updates[0].Step;
        var parameters = updates.Parameters();
        var gradients = updates.Gradients();
        var averages = updates.Slots(0);
        var squares = updates.Slots(1);

        // The gradients stay as they are: what divides them goes into the factors.
        Foreach.Multiply(averages, _options.Beta1);
        Foreach.Add(averages, gradients, (1 - _options.Beta1) / _divisor);
        Foreach.Multiply(squares, _options.Beta2);
        Foreach.AddProduct(squares, gradients, gradients, (1 - _options.Beta2) / (_divisor * _divisor));

        var denominators = Foreach.Clone(squares);
        Foreach.SquareRoot(denominators);
        Foreach.Multiply(denominators, 1 / Math.Sqrt(1 - Math.Pow(_options.Beta2, step)));
        Foreach.Add(denominators, _options.Epsilon);
        var directions = Foreach.Clone(averages);
        Foreach.Multiply(directions, 1 / (1 - Math.Pow(_options.Beta1, step)));
        Foreach.Divide(directions, denominators);

        if (group.WeightDecay != 0)
        {
            Foreach.Add(directions, parameters, group.WeightDecay);
        }

        if (group.WeightDecay != 0 || _options.AlwaysAdapt)
        {
            Foreach.Multiply(directions, TrustRatios(parameters, directions));
        }

        Foreach.Add(parameters, directions, -learningRate);
    }

    // 1 where either norm is zero.
    private Tensor[] TrustRatios(IReadOnlyList<Tensor> parameters, IReadOnlyList<Tensor> directions)
    {
        var weights = Foreach.Norms(parameters);
        var lengths = Foreach.Norms(directions);
        var ones = torch.ones_like(weights);
        var zeros = torch.zeros_like(weights);
        var ratios = torch.where(weights.gt(zeros).logical_and(lengths.gt(zeros)), weights / lengths, ones);
        return (_options.TrustClip ? torch.minimum(ratios, ones) : ratios).unbind(0);
    }
}
