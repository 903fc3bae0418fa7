using System.ComponentModel;
using System.ComponentModel.DataAnnotations;

namespace Lab.Hooks;

/// <summary>Limits the norm of each unit's gradient relative to the norm of its weights.</summary>
[ReadBy(LabVerbs.Steps)]
public sealed class ClipGradientAdaptiveOptions
{
    /// <summary>The largest ratio of the norm of a unit's gradient to that of its weights. Above 0; the paper's values are 0.01 to 0.16. Null clips nothing. Default: null.</summary>
    [OptionName("clip-gradient-adaptive")]
    [Description("Largest norm of a unit's gradient as a share of its weights' norm, such as 0.01; not set: no limit")]
    [Range(0, double.MaxValue, MinimumIsExclusive = true)]
    public double? Factor { get; set; }

    /// <summary>The least norm of weights that counts, so that weights that begin at zero can move. Above 0. Default: 0.001.</summary>
    [OptionName("clip-gradient-adaptive-epsilon")]
    [Description("Least norm of a unit's weights that counts")]
    [Range(0, double.MaxValue, MinimumIsExclusive = true)]
    public double Epsilon { get; set; } = 1e-3;

    /// <summary>
    /// Modules or parameters that are not clipped, by the beginning of their names up to a dot: <c>fc</c> leaves out <c>fc.weight</c> and <c>fc.bias</c>. The paper leaves out the last
    /// linear layer. Default: none.
    /// </summary>
    [OptionName("clip-gradient-adaptive-exclude")]
    [Description("Modules that are not clipped, such as the classifier (fc)")]
    public IReadOnlyList<string> Exclude { get; set; } = [];
}
