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

    /// <summary>A file of published weights for <see cref="Backbone"/>, safetensors or PyTorch's, whose classifier is passed over; null trains from scratch. Default: null.</summary>
    [Description("File of published weights (safetensors or .pth) for the backbone to start from; without it it is trained from scratch")]
    public string? Pretrained { get; set; }

    /// <summary>The share of the features that are dropped before the heads in training, from 0 to 0.9. Default: 0.</summary>
    [Description("Share of the features that are dropped before the heads in training")]
    [Range(0.0, 0.9)]
    public double Dropout { get; set; }

    /// <summary>The network, from the published weights where a file of them is named.</summary>
    internal Lab.Vision.Backbone CreateBackbone(int classCount)
    {
        var backbone = Backbones.Create(Backbone, classCount);
        if (Pretrained is { } file)
        {
            backbone.LoadWeights(file);
        }

        return backbone;
    }
}
