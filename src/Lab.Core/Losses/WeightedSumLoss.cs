namespace Lab.Losses;

/// <summary>The weighted sum of named losses over the same output and targets.</summary>
/// <typeparam name="TOutput">The model's output.</typeparam>
/// <typeparam name="TTarget">The targets.</typeparam>
/// <remarks>An <see cref="OptimHook"/> sets a part's weight for one batch with <c>loss.Arguments.Set(WeightedSumLoss.Weight("age"), 0.3)</c>.</remarks>
/// <example><code>
/// var loss = new WeightedSumLoss&lt;MaskLogits, MaskLabels&gt;()
///     .Add("mask", output => output.Mask, target => target.Mask, new CrossEntropyLoss())
///     .Add("gender", output => output.Gender, target => target.Gender, new CrossEntropyLoss())
///     .Add("age", output => output.Age, target => target.Age, new FocalLoss(), weight: 2);
/// </code></example>
public sealed class WeightedSumLoss<TOutput, TTarget> : Loss<TOutput, TTarget>
{
    private readonly List<Part> _parts = [];
    private readonly Scalar _one = 1.0.ToScalar();

    /// <summary>The names of the parts, in the order in which they were added.</summary>
    public IReadOnlyList<string> Parts => [.. _parts.Select(part => part.Name)];

    /// <summary>Adds a loss over the whole output.</summary>
    /// <param name="name">The part's name: not empty, without dots, and no other part's.</param>
    /// <param name="loss">The loss; disposed with this one.</param>
    /// <param name="weight">What its value is multiplied by where no hook says otherwise; finite.</param>
    /// <returns>This loss.</returns>
    /// <exception cref="ArgumentException">The name is taken or unusable, or the weight is not finite.</exception>
    public WeightedSumLoss<TOutput, TTarget> Add(string name, Loss<TOutput, TTarget> loss, double weight = 1)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(name);
        ArgumentNullException.ThrowIfNull(loss);
        if (name.Contains('.', StringComparison.Ordinal) || _parts.Any(part => part.Name == name))
        {
            throw new ArgumentException($"A part cannot be called '{name}': the name has a dot or is taken. Parts so far: {string.Join(", ", Parts)}.", nameof(name));
        }

        if (!double.IsFinite(weight))
        {
            throw new ArgumentOutOfRangeException(nameof(weight), weight, $"The weight of part '{name}' must be finite.");
        }

        _parts.Add(new Part(name, loss, weight, WeightedSumLoss.Weight(name)));
        register_module(name, loss);
        return this;
    }

    /// <summary>Adds a loss over parts of the output and of the targets.</summary>
    /// <param name="name">The part's name: not empty, without dots, and no other part's.</param>
    /// <param name="output">Picks from the model's output.</param>
    /// <param name="target">Picks from the targets.</param>
    /// <param name="loss">Judges what was picked; disposed with this loss.</param>
    /// <param name="weight">What its value is multiplied by where no hook says otherwise; finite.</param>
    /// <returns>This loss.</returns>
    /// <exception cref="ArgumentException">The name is taken or unusable, or the weight is not finite.</exception>
    public WeightedSumLoss<TOutput, TTarget> Add<TPartOutput, TPartTarget>(
        string name,
        Func<TOutput, TPartOutput> output,
        Func<TTarget, TPartTarget> target,
        Loss<TPartOutput, TPartTarget> loss,
        double weight = 1) => Add(name, new SelectLoss<TOutput, TTarget, TPartOutput, TPartTarget>(output, target, loss), weight);

    /// <summary>The weighted sum. A part of weight 0 is evaluated all the same, so that its parameters have gradients, of 0.</summary>
    /// <param name="output">The model's output.</param>
    /// <param name="target">The targets.</param>
    /// <param name="arguments">Weights by <see cref="WeightedSumLoss.Weight"/>, and whatever the parts look for.</param>
    /// <exception cref="LabException">There are no parts, or an argument's weight is not finite.</exception>
    public override Tensor forward(TOutput output, TTarget target, LossArguments arguments)
    {
        ArgumentNullException.ThrowIfNull(arguments);
        using var scope = torch.NewDisposeScope();
        Tensor? sum = null;
        foreach (var part in _parts)
        {
            var value = part.Loss.call(output, target, arguments);
            var weight = arguments.Get(part.Argument, part.Weight);
            if (!double.IsFinite(weight))
            {
                throw new LabException(FormattableString.Invariant($"The weight of part '{part.Name}' was set to {weight} for this batch: it must be finite."));
            }

            if (weight != 1)
            {
                using Scalar factor = weight.ToScalar();
                value = value.mul(factor);
            }

            sum = sum is null ? value : sum.add(value, _one);
        }

        return (sum ?? throw new LabException("This WeightedSumLoss has no parts: call Add for each loss that it sums.")).MoveToOuterDisposeScope();
    }

    /// <inheritdoc/>
    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            _one.Dispose();
        }

        base.Dispose(disposing);
    }

    private sealed record Part(string Name, Loss<TOutput, TTarget> Loss, double Weight, LossArgument<double> Argument);
}

/// <summary>What a hook needs to change a <see cref="WeightedSumLoss{TOutput, TTarget}"/>.</summary>
public static class WeightedSumLoss
{
    /// <summary>The argument that sets the weight of a part for one batch.</summary>
    /// <param name="part">The part's name.</param>
    public static LossArgument<double> Weight(string part) => new($"weight/{part}");
}
