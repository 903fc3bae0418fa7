namespace Lab.Losses;

/// <summary>
/// 1 - the mean over classes of F1, with probabilities in place of counts: precision = tp / (tp + fp + e), recall = tp / (tp + fn + e),
/// F1 = 2 P R / (P + R + e), kept within [e, 1 - e], e = 1e-7. Takes logits [samples, classes] and class indices [samples] (Int64).
/// </summary>
/// <remarks>
/// F1 belongs to a whole batch, not to a sample: the value of a window of several batches is the mean of their values, not that of one big batch. Classes that
/// are in no target of the batch add no gradient, so batches should hold several samples of each class.
/// </remarks>
public sealed class SoftMacroF1Loss : Loss<Tensor, Tensor>
{
    private const double _tiny = 1e-7;
    private readonly Scalar _epsilon = _tiny.ToScalar();
    private readonly Scalar _most = (1 - _tiny).ToScalar();
    private readonly Scalar _one = 1.0.ToScalar();
    private readonly Scalar _two = 2.0.ToScalar();

    /// <summary>1 - soft macro F1 of the batch, from 0 (perfect) to 1.</summary>
    /// <param name="output">Logits, [samples, classes].</param>
    /// <param name="target">Class indices, [samples].</param>
    /// <param name="arguments">Not used.</param>
    /// <exception cref="LabException">A shape, a type or a class index does not fit.</exception>
    public override Tensor forward(Tensor output, Tensor target, LossArguments arguments)
    {
        LossChecks.Logits(nameof(SoftMacroF1Loss), output);
        LossChecks.ClassIndices(nameof(SoftMacroF1Loss), output, target);
        using var scope = torch.NewDisposeScope();
        var logits = LossChecks.InFullPrecision(output);
        var probability = logits.softmax(1);
        var actual = torch.nn.functional.one_hot(target, logits.size(1)).to(logits.dtype);
        // Named, because a bare 0 would be taken for a ScalarType.
        var hits = probability.mul(actual).sum(dim: 0);
        var precision = hits.div(probability.sum(dim: 0).add(_epsilon));
        var recall = hits.div(actual.sum(dim: 0).add(_epsilon));
        var f1 = precision.mul(recall).mul(_two).div(precision.add(recall, _one).add(_epsilon)).clamp(_epsilon, _most);
        return f1.mean().neg().add(_one).MoveToOuterDisposeScope();
    }

    /// <inheritdoc/>
    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            _epsilon.Dispose();
            _most.Dispose();
            _one.Dispose();
            _two.Dispose();
        }

        base.Dispose(disposing);
    }
}
