using System.ComponentModel;

namespace Lab.Hooks;

/// <summary>Stochastic weight averaging. Off unless <see cref="StartAfter"/> is set.</summary>
[ReadBy(LabVerbs.Train)]
public sealed class StochasticWeightAveragingOptions
{
    /// <summary>How long to train before averaging begins, in epochs or optimizer steps; 0 is allowed, null averages nothing. Default: null.</summary>
    [OptionName("swa-start")]
    [Description("How long to train before stochastic weight averaging begins, such as '10 epochs'; not set: no averaging")]
    [AtLeast(0)]
    public Duration? StartAfter { get; set; }

    /// <summary>How often the weights enter the average from then on, in epochs or optimizer steps. At least 1. Default: every epoch.</summary>
    [OptionName("swa-every")]
    [Description("How often weights enter the stochastic weight average, such as '1 epoch' or '50 steps'")]
    [AtLeast(1)]
    public Duration Every { get; set; } = new EpochCount(1);
}
