using System.ComponentModel;
using System.ComponentModel.DataAnnotations;

namespace Lab.Hooks;

/// <summary>The event files that TensorBoard reads.</summary>
[ReadBy(LabVerbs.Observed)]
public sealed class TensorBoardOptions
{
    /// <summary>Whether event files are written. Default: true.</summary>
    [OptionName("tensorboard")]
    [Description("Whether TensorBoard's event files are written")]
    public bool Enabled { get; set; } = true;

    /// <summary>Optimizer steps between two points of the curves within an epoch; null writes points for whole passes only. At least 1. Default: 1.</summary>
    [OptionName("tensorboard-every")]
    [Description("Optimizer steps between two points of TensorBoard's curves within an epoch; not set: none")]
    [AtLeast(1)]
    public StepCount? Every { get; set; } = new StepCount(1);

    /// <summary>Seconds after which written events are visible to TensorBoard at the latest, 0.1 to 3600. Default: 5.</summary>
    [OptionName("tensorboard-flush-seconds")]
    [Description("Seconds after which events are visible to TensorBoard at the latest")]
    [Range(0.1, 3600)]
    public double FlushSeconds { get; set; } = 5;
}
