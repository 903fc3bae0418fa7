using System.ComponentModel;
using System.ComponentModel.DataAnnotations;

namespace Lab.Hooks;

/// <summary>Where around the parameters the gradients of a step are taken.</summary>
[ReadBy(LabVerbs.Steps)]
public sealed class SharpnessAwareOptions
{
    /// <summary>
    /// How far from the parameters the gradients are taken, as the norm of all parameters together. Above 0; the papers use 0.05 and, adaptive, 0.5 or more. Null takes them at the
    /// parameters, as usual. Default: null.
    /// </summary>
    [OptionName("sam-rho")]
    [Description("Sharpness-aware minimization: distance at which gradients are taken, 0.05 as in the paper; a step costs two passes; not set: off")]
    [Range(0, double.MaxValue, MinimumIsExclusive = true)]
    public double? Rho { get; set; }

    /// <summary>Whether the distance is measured relative to the size of each weight (ASAM). Default: no.</summary>
    [OptionName("sam-adaptive")]
    [Description("Measure the distance of --sam-rho relative to the size of each weight (ASAM); --sam-rho is then about ten times larger")]
    public bool Adaptive { get; set; }
}
