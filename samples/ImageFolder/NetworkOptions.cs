using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using Lab.Vision;

namespace ImageFolder;

/// <summary>What network is trained, and from which weights.</summary>
public sealed class NetworkOptions
{
    /// <summary>The network by its name in <see cref="Lab.Vision.Backbones"/>. Default: mobilenetv2_100.</summary>
    [Description("Network, one of those in docs/backbones.md, such as mobilenetv2_100 or convnext_atto")]
    [Required]
    public string Backbone { get; set; } = "mobilenetv2_100";

    /// <summary>The published weights to begin from, whose classifier is replaced: a path, a repository of the hub, or "default" for those that go with the name; null trains from scratch. Default: null.</summary>
    [Description("Published weights to begin from: a file (safetensors, .pth), a repository such as timm/resnet18.a1_in1k, or default; not set: the network is trained from scratch")]
    public string? Pretrained { get; set; }

    /// <summary>Height and width of the network's input in pixels; null takes what the published weights expect. Default: null.</summary>
    [Description("Height and width of the network's input in pixels; not set: what its published weights expect")]
    [Range(32, 2048)]
    public int? ImageSize { get; set; }

    /// <summary>The share of the pooled vector that dropout clears in training, from 0 to 0.9. Default: 0.</summary>
    [Description("Share of the features that are dropped before the classifier in training")]
    [Range(0.0, 0.9)]
    public double Dropout { get; set; }

    /// <summary>The share of the target's mass that the loss spreads over all classes, from 0 to 0.9. Default: 0.1.</summary>
    [Description("Label smoothing of the loss")]
    [Range(0.0, 0.9)]
    public double LabelSmoothing { get; set; } = 0.1;

    /// <summary>The network, with a classifier of its own; a training that begins puts the published weights into it.</summary>
    internal Lab.Vision.Backbone CreateBackbone(int classCount) => Backbones.Create(Backbone, classCount, new BackboneSettings { Dropout = Dropout, Pretrained = Pretrained });

    /// <summary>How images are prepared: as in the earlier run whose weights are used or, where there is none, as the published weights expect.</summary>
    internal ImagePreprocessing FindPreprocessing(EarlierRun run)
    {
        var expected = run.Preparation is { } recorded ? ImagePreprocessing.FromJson(recorded) : FindPublished(run);
        return ImageSize is { } size ? expected with { Width = size, Height = size } : expected;
    }

    private ImagePreprocessing FindPublished(EarlierRun run)
    {
        using var backbone = CreateBackbone(classCount: 0);
        try
        {
            return backbone.FindPreprocessing();
        }
        catch (LabException failure) when (run.Folder is { } folder)
        {
            throw new LabException($"{folder} does not record how its images were prepared, as older runs do not, so the published weights that it began from are asked: {failure.Message} Say where they are now with --pretrained.", failure);
        }
    }
}
