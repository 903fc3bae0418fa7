using Lab.Losses;
using MaskClassification.Data;
using MaskClassification.Models;

namespace MaskClassification.Losses;

/// <summary>Cross entropy over the 18 joint classes.</summary>
public sealed class MaskJointLoss(MaskLossOptions options) : Loss<MaskLogits, MaskLabels>
{
    private readonly CrossEntropyLoss cross_entropy = new(labelSmoothing: options.LabelSmoothing);

    /// <inheritdoc/>
    public override Tensor forward(MaskLogits output, MaskLabels target, LossArguments arguments) => cross_entropy.call(output.Joint, target.Joint, arguments);
}
