namespace Lab.Losses;

/// <summary>A loss of a part of the output and a part of the targets, such as the logits of one head.</summary>
/// <typeparam name="TOutput">The model's output.</typeparam>
/// <typeparam name="TTarget">The targets.</typeparam>
/// <typeparam name="TPartOutput">The part of the output that the inner loss takes.</typeparam>
/// <typeparam name="TPartTarget">The part of the targets that the inner loss takes.</typeparam>
public sealed class SelectLoss<TOutput, TTarget, TPartOutput, TPartTarget> : Loss<TOutput, TTarget>
{
    private readonly Func<TOutput, TPartOutput> _output;
    private readonly Func<TTarget, TPartTarget> _target;
    private readonly Loss<TPartOutput, TPartTarget> _inner;

    /// <summary>The loss <paramref name="inner"/> of what the two functions pick.</summary>
    /// <param name="output">Picks from the model's output.</param>
    /// <param name="target">Picks from the targets.</param>
    /// <param name="inner">Judges what was picked; disposed with this loss.</param>
    public SelectLoss(Func<TOutput, TPartOutput> output, Func<TTarget, TPartTarget> target, Loss<TPartOutput, TPartTarget> inner)
    {
        ArgumentNullException.ThrowIfNull(output);
        ArgumentNullException.ThrowIfNull(target);
        ArgumentNullException.ThrowIfNull(inner);
        _output = output;
        _target = target;
        _inner = inner;
        RegisterComponents();
    }

    /// <inheritdoc/>
    public override Tensor forward(TOutput output, TTarget target, LossArguments arguments) => _inner.call(_output(output), _target(target), arguments);
}
