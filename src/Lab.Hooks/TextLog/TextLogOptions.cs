using System.ComponentModel;

namespace Lab.Hooks;

/// <summary>The text log of a run.</summary>
[ReadBy(LabVerbs.Observed)]
public sealed class TextLogOptions
{
    /// <summary>Whether <c>log.txt</c> is written. Default: true.</summary>
    [OptionName("text-log")]
    [Description("Whether log.txt is written")]
    public bool Enabled { get; set; } = true;

    /// <summary>Optimizer steps between two lines within an epoch; null writes lines for whole passes only. At least 1. Default: 100.</summary>
    [OptionName("text-log-every")]
    [Description("Optimizer steps between two lines of log.txt within an epoch; not set: none")]
    [AtLeast(1)]
    public StepCount? Every { get; set; } = new StepCount(100);
}
