using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using Lab.Vision;

namespace MaskClassification.Models;

/// <summary>What the models are built of.</summary>
public sealed class MaskModelOptions
{
    /// <summary>The network that sees, by its name in <see cref="Lab.Vision.Backbones"/>. Default: resnet10_slim, which trains on a laptop's processor.</summary>
    [Description("Network that sees, one of those in docs/backbones.md, such as resnet10_slim or convnext_atto")]
    [BackboneName]
    public string Backbone { get; set; } = "resnet10_slim";

    /// <summary>The published weights that <see cref="Backbone"/> begins from: a path, a repository of the hub, or "default" for those that go with its name; null trains from scratch. Default: null.</summary>
    [Description("Published weights for the backbone to begin from: a file (safetensors, .pth), a repository such as timm/resnet18.a1_in1k, or default; not set: it is trained from scratch")]
    public string? Pretrained { get; set; }

    /// <summary>The share of the features that are dropped before the heads in training, from 0 to 0.9. Default: 0.</summary>
    [Description("Share of the features that are dropped before the heads in training")]
    [Range(0.0, 0.9)]
    public double Dropout { get; set; }

    /// <summary>The network; a training that begins puts the published weights into it.</summary>
    internal Lab.Vision.Backbone CreateBackbone(int classCount) => Backbones.Create(Backbone, classCount, new BackboneSettings { Pretrained = Pretrained });
}
