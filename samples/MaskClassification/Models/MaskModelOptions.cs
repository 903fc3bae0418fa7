using System.ComponentModel;

namespace MaskClassification.Models;

/// <summary>What the models are built of.</summary>
public sealed class MaskModelOptions
{
    /// <summary>The network that sees, by its name in <see cref="Lab.Vision.Backbones"/>. Default: resnet10_slim, which trains on a laptop's processor.</summary>
    [Description("Network that sees, one of those in docs/backbones.md, such as resnet10_slim or convnext_atto")]
    [BackboneName]
    public string Backbone { get; set; } = "resnet10_slim";
}
