using System.ComponentModel;
using System.ComponentModel.DataAnnotations;

namespace MaskClassification.Data;

/// <summary>How pictures are changed in training.</summary>
[ReadBy(LabVerbs.Steps | LabVerbs.Analyze)]
public sealed class MaskAugmentationOptions
{
    /// <summary>What is done to the pictures. Default: light.</summary>
    [Description("How pictures are changed in training; analyze --augmentations shows it")]
    public MaskAugmentation Augment { get; set; } = MaskAugmentation.Light;

    /// <summary>How strong RandAugment is, from 0 to 30. Default: 9.</summary>
    [Description("Strength of --augment randaugment, from 0 to 30")]
    [Range(0, 30)]
    public int AugmentMagnitude { get; set; } = 9;

    /// <summary>How often a box of the picture is covered, from 0 to 1. Default: 0.</summary>
    [Description("How often a random box of the picture is covered (random erasing)")]
    [Range(0.0, 1.0)]
    public double ErasingProbability { get; set; }
}
