using System.ComponentModel;

namespace Lab.Hooks;

/// <summary>How often the learning rate is logged.</summary>
[ReadBy(LabVerbs.Train)]
public sealed class LearningRateLogOptions
{
    /// <summary>Optimizer steps between two lines; null logs nothing. At least 1. Default: 50.</summary>
    [OptionName("log-learning-rate-every")]
    [Description("Optimizer steps between two log lines with the learning rate; not set: none")]
    [AtLeast(1)]
    public StepCount? Every { get; set; } = new StepCount(50);
}
