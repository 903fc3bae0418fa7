namespace Lab.Losses;

/// <summary>Cross entropy of the softmax of logits [samples, classes] against probabilities of the same shape, as mixup, cutmix and distillation make them.</summary>
/// <remarks>Rows of the target should sum to 1; they are not checked, because that would wait for the device. Half-precision logits are taken in single precision.</remarks>
public sealed class SoftTargetCrossEntropyLoss : Loss<Tensor, Tensor>
{
    /// <summary>The mean over the samples.</summary>
    /// <param name="output">Logits, [samples, classes].</param>
    /// <param name="target">Probabilities, [samples, classes], of any floating-point type.</param>
    /// <param name="arguments">Not used.</param>
    /// <exception cref="LabException">A shape or a type does not fit.</exception>
    public override Tensor forward(Tensor output, Tensor target, LossArguments arguments)
    {
        LossChecks.Logits(nameof(SoftTargetCrossEntropyLoss), output);
        LossChecks.SameShape(nameof(SoftTargetCrossEntropyLoss), output, target);
        if (!target.is_floating_point())
        {
            throw new LabException(
                $"SoftTargetCrossEntropyLoss takes probabilities of a floating-point type, but the target is {LossChecks.Describe(target)}; class indices go to CrossEntropyLoss.");
        }

        using var scope = torch.NewDisposeScope();
        var logits = LossChecks.InFullPrecision(output);
        return torch.nn.functional.cross_entropy(logits, target.to(logits.dtype)).MoveToOuterDisposeScope();
    }
}
