using System.ComponentModel;
using System.ComponentModel.DataAnnotations;

namespace MaskClassification.Losses;

/// <summary>What the losses may be told.</summary>
[ReadBy(LabVerbs.Data)]
public sealed class MaskLossOptions
{
    /// <summary>The share of the target's mass that is spread over all classes, from 0 to 0.9. For the losses <c>joint</c> and <c>parts</c>. Default: 0.</summary>
    [Description("Label smoothing of the losses 'joint' and 'parts'")]
    [Range(0.0, 0.9)]
    public double LabelSmoothing { get; set; }

    /// <summary>How much less easy samples count, from 0 (not less) to 10. For the loss <c>focal</c>. Default: 2.</summary>
    [Description("Gamma of the loss 'focal': how much less easy pictures count")]
    [Range(0.0, 10.0)]
    public double FocalGamma { get; set; } = 2;
}
