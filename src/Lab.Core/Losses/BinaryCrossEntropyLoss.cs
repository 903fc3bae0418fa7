namespace Lab.Losses;

/// <summary>
/// Cross entropy of independent yes/no answers: logits of any shape, usually [samples, labels], against targets of the same shape in [0, 1] (any number type, or bool).
/// The mean over samples and labels; values and gradients are those of PyTorch's <c>binary_cross_entropy_with_logits</c>.
/// </summary>
/// <remarks>Half-precision logits are taken in single precision.</remarks>
public sealed class BinaryCrossEntropyLoss : Loss<Tensor, Tensor>
{
    private readonly ClassWeights? _positiveWeights;

    /// <summary>A binary cross entropy.</summary>
    /// <param name="positiveWeights">A factor for the positive answers of each label (one per element of the last dimension, or a single one for all), or null for 1.</param>
    /// <exception cref="ArgumentException">A weight is negative or not finite.</exception>
    public BinaryCrossEntropyLoss(IReadOnlyList<double>? positiveWeights = null) => _positiveWeights = ClassWeights.From(positiveWeights, nameof(positiveWeights));

    /// <summary>The mean over samples and labels.</summary>
    /// <param name="output">Logits.</param>
    /// <param name="target">Targets in [0, 1], of the same shape.</param>
    /// <param name="arguments">Not used.</param>
    /// <exception cref="LabException">A shape or a type does not fit.</exception>
    public override Tensor forward(Tensor output, Tensor target, LossArguments arguments)
    {
        ArgumentNullException.ThrowIfNull(output);
        if (output.dim() == 0 || !output.is_floating_point() || output.NumberOfElements == 0)
        {
            throw new LabException($"BinaryCrossEntropyLoss takes logits of shape [samples, ...] in a floating-point type, but the model gave {LossChecks.Describe(output)}.");
        }

        LossChecks.SameShape(nameof(BinaryCrossEntropyLoss), output, target);
        if (_positiveWeights is { Count: > 1 } weights && weights.Count != output.size(-1))
        {
            throw new LabException(
                $"BinaryCrossEntropyLoss has {weights.Count} positive weights, but the model gave {LossChecks.Describe(output)}: give one, or one per element of the last dimension.");
        }

        using var scope = torch.NewDisposeScope();
        var logits = LossChecks.InFullPrecision(output);
        var answers = target.to(logits.dtype);
        return torch.nn.functional.binary_cross_entropy_with_logits(logits, answers, pos_weights: _positiveWeights?.For(logits)).MoveToOuterDisposeScope();
    }

    /// <inheritdoc/>
    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            _positiveWeights?.Dispose();
        }

        base.Dispose(disposing);
    }
}
