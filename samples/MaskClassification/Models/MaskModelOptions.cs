using System.ComponentModel;
using System.ComponentModel.DataAnnotations;

namespace MaskClassification.Models;

/// <summary>What the models are built of.</summary>
public sealed class MaskModelOptions
{
    /// <summary>The network that sees, by its name in <see cref="Lab.Vision.Backbones"/>. Default: resnet10_slim, which trains on a laptop's processor.</summary>
    [Description("Network that sees, one of those in docs/backbones.md, such as resnet10_slim or convnext_atto")]
    [BackboneName]
    public string Backbone { get; set; } = "resnet10_slim";

    /// <summary>The published weights that the backbone begins from: a path, a repository of the hub, or "default" for those that go with its name; null for random ones. Default: null.</summary>
    [Description("Published weights that the backbone begins from: a file (safetensors, .pth), a repository such as timm/resnet18.a1_in1k, or default; not set: random ones")]
    public string? Pretrained { get; set; }

    /// <summary>The share of the features that are dropped before the heads in training, from 0 to 0.9. Default: 0.</summary>
    [Description("Share of the features that are dropped before the heads in training")]
    [Range(0.0, 0.9)]
    public double Dropout { get; set; }
}
