using System.ComponentModel;

namespace MaskClassification.Predictions;

/// <summary>What is written about every picture.</summary>
[ReadBy(LabVerbs.Predict)]
public sealed class MaskPredictionsOptions
{
    /// <summary>Whether the probability of every class is written beside the answer, in 18 more columns, for votes and pseudo-labels. Default: no.</summary>
    [Description("Write the probability of every class beside the answer, for votes and pseudo-labels")]
    public bool Probabilities { get; set; }
}
