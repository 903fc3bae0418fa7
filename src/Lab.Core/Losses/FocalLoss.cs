namespace Lab.Losses;

/// <summary>
/// Cross entropy in which well-classified samples count less: (1 - p)^gamma * -log p, with p the softmax probability of the target's class (Lin et al. 2017,
/// "Focal loss for dense object detection"). Takes logits [samples, classes] and class indices [samples] (Int64) or, as mixup makes them, class probabilities [samples, classes], for
/// which it is the mean of the classes' values weighted by their probabilities.
/// </summary>
/// <remarks>Half-precision logits are taken in single precision.</remarks>
public sealed class FocalLoss : Loss<Tensor, Tensor>
{
    private readonly ClassWeights? _weights;
    private readonly WeightNormalization _normalization;
    private readonly double _gamma;
    private readonly Scalar _exponent;
    private readonly Scalar _smallest = 1e-30.ToScalar();

    /// <summary>A focal loss.</summary>
    /// <param name="gamma">How fast easy samples fade, at least 0; 0 is cross entropy, 2 the paper's choice.</param>
    /// <param name="classWeights">A factor for each class (the paper's alpha), finite and not negative, or null for 1.</param>
    /// <param name="normalization">What a weighted sum is divided by; probabilities as targets are always divided by the samples. The paper's alpha is <see cref="WeightNormalization.Samples"/>.</param>
    /// <exception cref="ArgumentException">A weight or gamma is out of range.</exception>
    public FocalLoss(double gamma = 2, IReadOnlyList<double>? classWeights = null, WeightNormalization normalization = WeightNormalization.TargetWeights)
    {
        if (!double.IsFinite(gamma) || gamma < 0)
        {
            throw new ArgumentOutOfRangeException(nameof(gamma), gamma, "Gamma is finite and at least 0.");
        }

        _weights = ClassWeights.From(classWeights, nameof(classWeights));
        _normalization = normalization;
        _gamma = gamma;
        _exponent = gamma.ToScalar();
    }

    /// <summary>The mean over the samples.</summary>
    /// <param name="output">Logits, [samples, classes].</param>
    /// <param name="target">Class indices [samples] or probabilities [samples, classes].</param>
    /// <param name="arguments">Not used.</param>
    /// <exception cref="LabException">A shape, a type or a class index does not fit.</exception>
    public override Tensor forward(Tensor output, Tensor target, LossArguments arguments)
    {
        LossChecks.Logits(nameof(FocalLoss), output, _weights);
        ArgumentNullException.ThrowIfNull(target);
        using var scope = torch.NewDisposeScope();
        var logits = LossChecks.InFullPrecision(output);
        if (target.is_floating_point())
        {
            LossChecks.SameShape(nameof(FocalLoss), output, target);
            var byClass = Fade(logits.log_softmax(1)).mul(target.to(logits.dtype));
            return (_weights is null ? byClass : byClass.mul(_weights.For(logits))).sum(1).mean().MoveToOuterDisposeScope();
        }

        LossChecks.ClassIndices(nameof(FocalLoss), output, target);
        var losses = Fade(logits.log_softmax(1).gather(1, target.unsqueeze(1)).squeeze(1));
        if (_weights is null)
        {
            return losses.mean().MoveToOuterDisposeScope();
        }

        var weights = _weights.For(logits).index_select(0, target);
        var weighted = losses.mul(weights);
        var mean = _normalization == WeightNormalization.Samples ? weighted.mean() : weighted.sum().div(weights.sum());
        return mean.MoveToOuterDisposeScope();
    }

    // (1 - p)^gamma * -log p, element by element.
    private Tensor Fade(Tensor logProbability)
    {
        if (_gamma == 0)
        {
            return logProbability.neg();
        }

        // 1 - p through expm1 keeps its digits where p is near 1; the bound keeps the slope of a root at 0 finite.
        var miss = logProbability.expm1().neg().clamp_min(_smallest);
        return logProbability.neg().mul(miss.pow(_exponent));
    }

    /// <inheritdoc/>
    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            _weights?.Dispose();
            _exponent.Dispose();
            _smallest.Dispose();
        }

        base.Dispose(disposing);
    }
}
