using Lab.Losses;
using MaskClassification.Data;
using MaskClassification.Models;

namespace MaskClassification.Losses;

/// <summary>Focal loss over the 18 joint classes: what is easy, as most masks are, counts less.</summary>
public sealed class MaskFocalLoss(MaskLossOptions options) : Loss<MaskLogits, MaskLabels>
{
    private readonly FocalLoss focal = new(options.FocalGamma);

    /// <inheritdoc/>
    public override Tensor forward(MaskLogits output, MaskLabels target, LossArguments arguments) => focal.call(output.Joint, target.Joint, arguments);
}
