namespace Lab.Losses;

/// <summary>
/// Cross entropy of the softmax of logits [samples, classes], against class indices [samples] (Int64) or, as mixup makes them, class probabilities [samples, classes].
/// Values and gradients are those of PyTorch's <c>cross_entropy</c>, with class weights and label smoothing.
/// </summary>
/// <remarks>Half-precision logits are taken in single precision. The largest logit is subtracted before exponentials, so none overflows.</remarks>
public sealed class CrossEntropyLoss : Loss<Tensor, Tensor>
{
    private readonly ClassWeights? _weights;
    private readonly double _labelSmoothing;
    private readonly WeightNormalization _normalization;
    private readonly SmoothingSpread _spread;

    /// <summary>Cross entropy, plain if nothing is given.</summary>
    /// <param name="classWeights">A factor for each class, finite and not negative, or null for 1. Values above 1 make errors on that class dearer.</param>
    /// <param name="labelSmoothing">The mass in [0, 1) that is taken from the target's class and spread evenly.</param>
    /// <param name="normalization">What a weighted sum is divided by; probabilities as targets are always divided by the samples, as in PyTorch.</param>
    /// <param name="spread">Who shares the smoothing mass.</param>
    /// <exception cref="ArgumentException">A weight or the smoothing is out of range.</exception>
    public CrossEntropyLoss(
        IReadOnlyList<double>? classWeights = null,
        double labelSmoothing = 0,
        WeightNormalization normalization = WeightNormalization.TargetWeights,
        SmoothingSpread spread = SmoothingSpread.AllClasses)
    {
        if (labelSmoothing is not (>= 0 and < 1))
        {
            throw new ArgumentOutOfRangeException(nameof(labelSmoothing), labelSmoothing, "Label smoothing is a share of the target's mass, from 0 to less than 1.");
        }

        _weights = ClassWeights.From(classWeights, nameof(classWeights));
        _labelSmoothing = labelSmoothing;
        _normalization = normalization;
        _spread = spread;
    }

    /// <summary>The mean over the samples.</summary>
    /// <param name="output">Logits, [samples, classes].</param>
    /// <param name="target">Class indices [samples] or probabilities [samples, classes].</param>
    /// <param name="arguments">Not used.</param>
    /// <exception cref="LabException">A shape, a type or a class index does not fit.</exception>
    public override Tensor forward(Tensor output, Tensor target, LossArguments arguments)
    {
        LossChecks.Logits(nameof(CrossEntropyLoss), output, _weights);
        ArgumentNullException.ThrowIfNull(target);
        using var scope = torch.NewDisposeScope();
        var logits = LossChecks.InFullPrecision(output);
        if (target.is_floating_point())
        {
            LossChecks.SameShape(nameof(CrossEntropyLoss), output, target);
            target = target.to(logits.dtype);
        }
        else
        {
            LossChecks.ClassIndices(nameof(CrossEntropyLoss), output, target);
        }

        var weights = _weights?.For(logits);
        var smoothing = SmoothingOverAll(logits.size(1));
        if (weights is null || _normalization == WeightNormalization.TargetWeights)
        {
            return torch.nn.functional.cross_entropy(logits, target, weights, label_smoothing: smoothing).MoveToOuterDisposeScope();
        }

        using Scalar samples = ((double)logits.size(0)).ToScalar();
        return torch.nn.functional.cross_entropy(logits, target, weights, reduction: torch.nn.Reduction.Sum, label_smoothing: smoothing).div(samples).MoveToOuterDisposeScope();
    }

    /// <inheritdoc/>
    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            _weights?.Dispose();
        }

        base.Dispose(disposing);
    }

    // Mass e over the C - 1 others is mass e C / (C - 1) over all C, of which the target gets its share back.
    private double SmoothingOverAll(long classes)
    {
        if (_spread == SmoothingSpread.AllClasses || classes < 2)
        {
            return _labelSmoothing;
        }

        var overAll = _labelSmoothing * classes / (classes - 1);
        return overAll <= 1
            ? overAll
            : throw new LabException(FormattableString.Invariant($"Label smoothing {_labelSmoothing} over the other of {classes} classes leaves the target less than each of them: use at most {(double)(classes - 1) / classes:g4}."));
    }
}
