using System.ComponentModel;

namespace Lab.Hooks;

/// <summary>The file of a run's numbers.</summary>
[ReadBy(LabVerbs.Observed)]
public sealed class MetricsFileOptions
{
    /// <summary>Whether <c>metrics.jsonl</c> is written. Default: true.</summary>
    [OptionName("metrics-file")]
    [Description("Whether metrics.jsonl is written")]
    public bool Enabled { get; set; } = true;

    /// <summary>Optimizer steps between two lines within an epoch; null writes lines for whole passes only. At least 1. Default: 50.</summary>
    [OptionName("metrics-file-every")]
    [Description("Optimizer steps between two lines of metrics.jsonl within an epoch; not set: none")]
    [AtLeast(1)]
    public StepCount? Every { get; set; } = new StepCount(50);
}
