using System.ComponentModel;
using System.ComponentModel.DataAnnotations;

namespace Lab.Hooks;

/// <summary>Mixing of the samples of a batch by mixup and CutMix, with the meaning of timm's <c>Mixup</c>. Off unless an alpha is set.</summary>
[ReadBy(LabVerbs.Steps)]
public sealed class MixOptions
{
    /// <summary>Mixup: the share of the samples is drawn from Beta(alpha, alpha). Small alphas mix little: 0.2 is the paper's on ImageNet, 0.8 common with transformers. 0 is off. Default: 0.</summary>
    [OptionName("mixup-alpha")]
    [Description("Mixup: shares of two mixed samples are drawn from Beta(alpha, alpha), such as 0.2; 0: off")]
    [Range(0, double.MaxValue)]
    public double MixupAlpha { get; set; }

    /// <summary>CutMix: the share of the area is drawn from Beta(alpha, alpha). 1, the paper's, makes every share equally likely. 0 is off. Default: 0.</summary>
    [OptionName("cutmix-alpha")]
    [Description("CutMix: the share of the area that stays is drawn from Beta(alpha, alpha), such as 1; 0: off")]
    [Range(0, double.MaxValue)]
    public double CutMixAlpha { get; set; }

    /// <summary>How often a batch is mixed at all, from 0 to 1. Default: 1.</summary>
    [OptionName("mix-probability")]
    [Description("How often a batch is mixed by mixup or CutMix")]
    [Range(0.0, 1.0)]
    public double Probability { get; set; } = 1;

    /// <summary>Where both alphas are set: how often a batch that is mixed takes CutMix, from 0 to 1. Default: 0.5.</summary>
    [OptionName("mix-switch-probability")]
    [Description("With mixup and CutMix both on: how often it is CutMix")]
    [Range(0.0, 1.0)]
    public double SwitchProbability { get; set; } = 0.5;

    /// <summary>How many epochs at the start are mixed; the later ones see the samples as they are (timm's <c>mixup-off-epoch</c>). At least 1; null mixes all. Default: null.</summary>
    [OptionName("mix-epochs")]
    [Description("Epochs at the start in which batches are mixed; not set: all")]
    [AtLeast(1)]
    public EpochCount? Epochs { get; set; }
}
