using System.ComponentModel;
using System.ComponentModel.DataAnnotations;

namespace Lab.Hooks;

/// <summary>Progress on the console.</summary>
[ReadBy(LabVerbs.Observed)]
public sealed class ProgressOptions
{
    /// <summary>Whether progress is shown. Default: true.</summary>
    [OptionName("progress")]
    [Description("Whether progress is shown on the console")]
    public bool Enabled { get; set; } = true;

    /// <summary>Seconds between two lines within a pass where the output is not a terminal, 0.1 to 86400. A terminal's line is redrawn ten times a second at most. Default: 10.</summary>
    [OptionName("progress-seconds")]
    [Description("Seconds between two progress lines where the output is not a terminal")]
    [Range(0.1, 86400)]
    public double PlainSeconds { get; set; } = 10;
}
