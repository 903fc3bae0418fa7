using System.ComponentModel;
using System.ComponentModel.DataAnnotations;

namespace Lab.Vision;

/// <summary>What is looked for in images, by <c>analyze</c> and before a training run.</summary>
[ReadBy(LabVerbs.Analyze | LabVerbs.Train)]
public sealed class ImageAnalysisOptions
{
    /// <summary>The most bits of 64 in which the perceptual hashes of two near duplicates differ.</summary>
    /// <value>6</value>
    [Description("Most bits of 64 in which the perceptual hashes of near duplicates differ.")]
    [Range(0, 16)]
    public int DuplicateDistance { get; set; } = 6;

    /// <summary>Whether a new training run looks for images that are in two parts of the data before it begins: it reads every image once.</summary>
    /// <value><see cref="DuplicatePolicy.Ignore"/></value>
    [Description("Before training, look for images that are near duplicates across training, validation and test data: ignore (do not look), warn or refuse.")]
    public DuplicatePolicy CheckDuplicates { get; set; }
}

/// <summary>What happens when images of two parts of the data are near duplicates.</summary>
public enum DuplicatePolicy
{
    /// <summary>Nothing: nobody looks.</summary>
    Ignore,

    /// <summary>The log names them.</summary>
    Warn,

    /// <summary>The run does not begin.</summary>
    Refuse,
}
