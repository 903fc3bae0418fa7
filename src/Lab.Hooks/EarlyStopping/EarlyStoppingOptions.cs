using System.ComponentModel;
using System.ComponentModel.DataAnnotations;

namespace Lab.Hooks;

/// <summary>When a run has learned enough. Off unless <see cref="Patience"/> is set.</summary>
[ReadBy(LabVerbs.Train)]
public sealed class EarlyStoppingOptions
{
    /// <summary>The number that must keep improving, as <c>phase/metric</c>. Default: <c>validation/loss</c>.</summary>
    [OptionName("early-stopping-monitor")]
    [Description("Number that must keep improving, as phase/metric")]
    public MonitoredMetric Monitor { get; set; } = new(Phase.Validation, MetricKey.Loss);

    /// <summary>Epochs without an improvement after which the run stops; null never stops. At least 1. Default: null.</summary>
    [OptionName("early-stopping-patience")]
    [Description("Epochs without improvement after which the run stops; not set: never")]
    [AtLeast(1)]
    public EpochCount? Patience { get; set; }

    /// <summary>What counts as an improvement, in the metric's unit: more than this. Not negative. Default: 0.</summary>
    [OptionName("early-stopping-min-change")]
    [Description("An improvement is more than this, in the metric's unit")]
    [Range(0, double.MaxValue)]
    public double MinimumChange { get; set; }

    /// <summary>Which way the number gets better. Default: as the metric says.</summary>
    [OptionName("early-stopping-mode")]
    [Description("Which way the number gets better: auto, min or max")]
    public MonitorMode Mode { get; set; } = MonitorMode.Auto;
}
