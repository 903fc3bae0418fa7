using System.ComponentModel;

namespace Lab.Hooks;

/// <summary>Which states of a run are kept.</summary>
[ReadBy(LabVerbs.Train)]
public sealed class CheckpointOptions
{
    /// <summary>How often the state is saved, in epochs or optimizer steps; also at the end of the run. Null saves only what is among the best. Default: every epoch.</summary>
    [OptionName("checkpoint-every")]
    [Description("How often the state is saved, such as '1 epoch' or '500 steps'")]
    [AtLeast(1)]
    public Duration? Every { get; set; } = new EpochCount(1);

    /// <summary>How many of the newest checkpoints are kept; null keeps all. At least 1. Default: 1.</summary>
    [OptionName("checkpoint-keep-last")]
    [Description("How many of the newest checkpoints are kept; not set: all")]
    [AtLeast(1)]
    public int? KeepLast { get; set; } = 1;

    /// <summary>How many checkpoints with the best values of <see cref="Monitor"/> are kept besides. 0 turns it off. Default: 1.</summary>
    [OptionName("checkpoint-keep-best")]
    [Description("How many checkpoints with the best values of the monitored number are kept; 0 for none")]
    [AtLeast(0)]
    public int KeepBest { get; set; } = 1;

    /// <summary>The number that says which checkpoint is best, as <c>phase/metric</c>. Null takes the validation loss, or the training loss of a run that does not validate. Default: null.</summary>
    [OptionName("checkpoint-monitor")]
    [Description("Number that says which checkpoint is best, as phase/metric; not set: the validation loss, or else the training loss")]
    public MonitoredMetric? Monitor { get; set; }

    /// <summary>Which way the number gets better. Default: as the metric says.</summary>
    [OptionName("checkpoint-mode")]
    [Description("Which way the monitored number gets better: auto, min or max")]
    public MonitorMode Mode { get; set; } = MonitorMode.Auto;
}
