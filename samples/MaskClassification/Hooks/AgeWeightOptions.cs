using System.ComponentModel;
using System.ComponentModel.DataAnnotations;

namespace MaskClassification.Hooks;

/// <summary>How much the age counts in a loss of three parts.</summary>
[ReadBy(LabVerbs.Steps)]
public sealed class AgeWeightOptions
{
    /// <summary>What the age's loss is multiplied by in the end; mask and gender keep 1. From 0 to 100. Default: 1.5.</summary>
    [Description("Final weight of the age, the hardest part, in the loss 'parts'; mask and gender weigh 1")]
    [Range(0.0, 100.0)]
    public double AgeWeight { get; set; } = 1.5;

    /// <summary>Epochs over which the weight rises from 1 to <see cref="AgeWeight"/>; 0 starts with it. Default: 5.</summary>
    [Description("Epochs over which the age's weight moves from 1 to its final value")]
    [Range(0, 10_000)]
    public int AgeWeightEpochs { get; set; } = 5;
}
