using System.ComponentModel;
using System.ComponentModel.DataAnnotations;

namespace Lab.Optimization;

/// <summary>The choice of an optimizer and its settings. A setting that the chosen optimizer does not have is ignored.</summary>
[ReadBy(LabVerbs.Steps)]
public sealed class OptimizerOptions
{
    /// <summary>The optimizer's name among the registered ones: <c>sgd</c>, <c>adam</c>, <c>adamw</c>, <c>radam</c>, <c>rmsprop</c>, <c>lion</c>, <c>lamb</c>. Default <c>adamw</c>.</summary>
    [Description("optimizer: sgd, adam, adamw, radam, rmsprop, lion, lamb, or one that the application registered")]
    [Required]
    [OptionName("optimizer")]
    public string Name { get; set; } = "adamw";

    /// <summary>The base learning rate, above 0; the schedule changes it from step to step. Default 1e-3.</summary>
    [Description("base learning rate, which the schedule changes from step to step")]
    [Range(0, double.MaxValue, MinimumIsExclusive = true)]
    public double LearningRate { get; set; } = 1e-3;

    /// <summary>The weight decay, at least 0. Default null: the optimizer's own, 0.01 for <c>adamw</c> and <c>lamb</c>, 0 for the others.</summary>
    [Description("weight decay; by default the optimizer's own (adamw and lamb 0.01, others 0)")]
    [Range(0, double.MaxValue)]
    public double? WeightDecay { get; set; }

    /// <summary>Whether parameters with at most one dimension (biases, weights of norms), and those that the model names, such as position embeddings, get no weight decay. Default no.</summary>
    [Description("no weight decay on biases, on the weights of norms and on what the model names, such as position embeddings")]
    public bool NoWeightDecayOnBiasAndNorm { get; set; }

    /// <summary><inheritdoc cref="ParameterGroupSettings.LayerDecay" path="/summary"/></summary>
    [Description("learning rate of a stage as a share of that of the stage after it, such as 0.75; the head has the full rate")]
    [Range(0.0, 1.0, MinimumIsExclusive = true)]
    public double LayerDecay { get; set; } = 1;

    /// <summary><inheritdoc cref="ParameterGroupSettings.LearningRateScales" path="/summary"/></summary>
    [Description("parts that learn faster or slower, such as 'head=10' or 'stem=0.1, blocks.0=0.3'")]
    public IReadOnlyList<LearningRateScale> LearningRateScales { get; set; } = [];

    /// <summary>Momentum of <c>sgd</c> and <c>rmsprop</c>, at least 0. Default 0.</summary>
    [Description("momentum (sgd, rmsprop)")]
    [Range(0, double.MaxValue)]
    public double Momentum { get; set; }

    /// <summary>Dampening of <c>sgd</c>'s momentum, at least 0. Default 0.</summary>
    [Description("dampening of the momentum (sgd)")]
    [Range(0, double.MaxValue)]
    public double Dampening { get; set; }

    /// <summary>Nesterov's momentum for <c>sgd</c>; needs momentum and no dampening. Default no.</summary>
    [Description("Nesterov's momentum (sgd)")]
    public bool Nesterov { get; set; }

    /// <summary>How slowly the average of gradients moves (<c>adam</c>, <c>adamw</c>, <c>radam</c>, <c>lamb</c>), or how much of it enters a step (<c>lion</c>), in [0, 1). Default 0.9.</summary>
    [Description("decay of the average of gradients (adam, adamw, radam, lamb); its share of a step (lion)")]
    [Range(0.0, 1.0, MaximumIsExclusive = true)]
    public double Beta1 { get; set; } = 0.9;

    /// <summary>
    /// How slowly the average of squared gradients moves (<c>adam</c>, <c>adamw</c>, <c>radam</c>, <c>lamb</c>), or the average of gradients (<c>lion</c>), in [0, 1). Default null: the
    /// optimizer's own, 0.99 for <c>lion</c> and 0.999 for the others.
    /// </summary>
    [Description("decay of the average of squared gradients (adam, adamw, radam, lamb) or of gradients (lion); by default the optimizer's own (lion 0.99, others 0.999)")]
    [Range(0.0, 1.0, MaximumIsExclusive = true)]
    public double? Beta2 { get; set; }

    /// <summary>Added to the denominator (all but <c>sgd</c> and <c>lion</c>), at least 0. Default null: the optimizer's own, 1e-6 for <c>lamb</c> and 1e-8 for the others.</summary>
    [Description("added to the denominator (adam, adamw, radam, rmsprop, lamb); by default the optimizer's own (lamb 1e-6, others 1e-8)")]
    [Range(0, double.MaxValue)]
    public double? Epsilon { get; set; }

    /// <summary>AMSGrad (<c>adam</c>, <c>adamw</c>). Default no.</summary>
    [Description("AMSGrad: divide by the largest average of squared gradients so far (adam, adamw)")]
    public bool AmsGrad { get; set; }

    /// <summary>How slowly the average of squared gradients moves in <c>rmsprop</c>, PyTorch's alpha, in [0, 1). Default 0.99.</summary>
    [Description("decay of the average of squared gradients (rmsprop)")]
    [Range(0.0, 1.0, MaximumIsExclusive = true)]
    public double Smoothing { get; set; } = 0.99;

    /// <summary>Centred <c>rmsprop</c>. Default no.</summary>
    [Description("divide by the deviation from the mean gradient (rmsprop)")]
    public bool Centered { get; set; }

    /// <summary>The norm that <c>lamb</c> scales all gradients together down to, at least 0; 0 sets no limit. Default 1.</summary>
    [Description("largest norm of all gradients together in a step (lamb); 0: no limit")]
    [Range(0, double.MaxValue)]
    public double MaximumGradientNorm { get; set; } = 1;

    /// <summary>Whether <c>lamb</c>'s trust ratios are at most 1. Default no.</summary>
    [Description("trust ratios of at most 1 (lamb)")]
    public bool TrustClip { get; set; }

    /// <summary>Whether <c>lamb</c> gives parameters without weight decay a trust ratio too. Default no.</summary>
    [Description("trust ratios for parameters without weight decay too (lamb)")]
    public bool AlwaysAdapt { get; set; }
}
