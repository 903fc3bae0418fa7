using System.ComponentModel;
using System.ComponentModel.DataAnnotations;

namespace Lab.Hooks;

/// <summary>Limits every element of the gradients.</summary>
[ReadBy(LabVerbs.Steps)]
public sealed class ClipGradientValueOptions
{
    /// <summary>The largest magnitude of an element; elements beyond it are set to it, with their sign. Above 0; null clips nothing. Default: null.</summary>
    [OptionName("clip-gradient-value")]
    [Description("Largest magnitude of an element of the gradients; not set: no limit")]
    [Range(0, double.MaxValue, MinimumIsExclusive = true)]
    public double? MaximumValue { get; set; }
}
