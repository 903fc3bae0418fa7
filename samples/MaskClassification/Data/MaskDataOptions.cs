using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using MaskClassification.Faces;

namespace MaskClassification.Data;

/// <summary>Where the pictures come from. How they are split is said by <see cref="SplitOptions"/>.</summary>
[ReadBy(LabVerbs.Data)]
public sealed class MaskDataOptions
{
    /// <summary>The folder that holds <c>train</c> and <c>eval</c>; null draws faces. Default: null.</summary>
    [Description("Folder that holds train and eval in the competition's layout; without it faces are drawn")]
    public string? Data { get; set; }

    /// <summary>A table <c>ImageID,ans</c> of pictures of <c>eval</c> that are trained on as if these answers were right; null for none. Default: null.</summary>
    [Description("Table ImageID,ans of pictures of eval to train on too, with answers that an earlier model was sure of")]
    public string? PseudoLabels { get; set; }

    /// <summary>How many people are drawn for training and validation, seven pictures each. Default: 240.</summary>
    [Description("People to draw for training and validation, 7 pictures each")]
    [Range(Crowd.Smallest, 100_000)]
    public int DrawnPeople { get; set; } = 240;

    /// <summary>How many other people are drawn for the test, seven pictures each. Default: 60.</summary>
    [Description("Other people to draw for the test, 7 pictures each")]
    [Range(Crowd.Smallest, 100_000)]
    public int DrawnTestPeople { get; set; } = 60;

    /// <summary>What the faces are drawn from: another number, other people. Default: 0.</summary>
    [Description("Seed of the drawn faces; the run's own seed does not change them")]
    public long DrawnSeed { get; set; }
}
