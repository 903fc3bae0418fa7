using System.ComponentModel;
using System.ComponentModel.DataAnnotations;

namespace Lab.Hooks;

/// <summary>Limits the Euclidean norm of all gradients taken as one vector.</summary>
[ReadBy(LabVerbs.Steps)]
public sealed class ClipGradientNormOptions
{
    /// <summary>The largest norm that a step may use; larger gradients are scaled down to it. Above 0; null clips nothing. Default: null.</summary>
    [OptionName("clip-gradient-norm")]
    [Description("Largest norm of all gradients together; not set: no limit")]
    [Range(0, double.MaxValue, MinimumIsExclusive = true)]
    public double? MaximumNorm { get; set; }
}
