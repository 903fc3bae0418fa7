using Lab.Hub;

namespace Lab.Vision;

/// <summary>The backbones by name. Names are timm's where timm has the network, and torchvision's for SqueezeNet.</summary>
public static class Backbones
{
    private static readonly SortedDictionary<string, Func<int, BackboneSettings?, Backbone>> Known = new(StringComparer.Ordinal)
    {
        ["convnext_atto"] = ConvNext.Atto,
        ["convnext_base"] = ConvNext.Base,
        ["convnext_femto"] = ConvNext.Femto,
        ["convnext_nano"] = ConvNext.Nano,
        ["convnext_pico"] = ConvNext.Pico,
        ["convnext_small"] = ConvNext.Small,
        ["convnext_tiny"] = ConvNext.Tiny,
        ["deit_base_patch16_224"] = VisionTransformer.DeitBase,
        ["deit_small_patch16_224"] = VisionTransformer.DeitSmall,
        ["deit_tiny_patch16_224"] = VisionTransformer.DeitTiny,
        ["efficientnet_b0"] = EfficientNet.B0,
        ["efficientnet_b1"] = EfficientNet.B1,
        ["efficientnet_b2"] = EfficientNet.B2,
        ["efficientnet_b3"] = EfficientNet.B3,
        ["efficientnet_b4"] = EfficientNet.B4,
        ["mobilenetv2_100"] = MobileNets.V2,
        ["mobilenetv3_large_100"] = MobileNets.V3Large,
        ["mobilenetv3_small_100"] = MobileNets.V3Small,
        ["resnet10_slim"] = ResNet.Slim10,
        ["resnet101"] = ResNet.ResNet101,
        ["resnet18"] = ResNet.ResNet18,
        ["resnet34"] = ResNet.ResNet34,
        ["resnet50"] = ResNet.ResNet50,
        ["resnext50_32x4d"] = ResNet.ResNeXt50,
        ["squeezenet1_0"] = SqueezeNet.V10,
        ["squeezenet1_1"] = SqueezeNet.V11,
        ["swin_small_patch4_window7_224"] = SwinTransformer.Small,
        ["swin_tiny_patch4_window7_224"] = SwinTransformer.Tiny,
        ["vit_base_patch16_224"] = VisionTransformer.Base,
        ["vit_small_patch16_224"] = VisionTransformer.Small,
        ["vit_tiny_patch16_224"] = VisionTransformer.Tiny,
    };

    /// <summary>The names that <see cref="Create"/> knows, in ordinal order.</summary>
    public static IReadOnlyList<string> Names { get; } = [.. Known.Keys];

    /// <summary>The repository of the weights that timm takes for a name, such as "timm/resnet18.a1_in1k" for "resnet18", or null if the hub has none under timm's name.</summary>
    public static string? PublishedWeights(string name)
    {
        ArgumentNullException.ThrowIfNull(name);
        return PublishedTags.RepositoryOf(name);
    }

    /// <summary>Builds a network from published weights, fetched if need be; its classifier is the published one if it has as many classes. Call it outside any dispose scope.</summary>
    /// <param name="name">One of <see cref="Names"/>.</param>
    /// <param name="classCount">The classifier's outputs; 0 for none.</param>
    /// <param name="pretrained">A path or a repository of the hub; those of <see cref="PublishedWeights"/> if null.</param>
    /// <param name="settings">Input channels, image size, dropout and stochastic depth; <see cref="BackboneSettings.Default"/> if null.</param>
    /// <param name="hub">The hub; one with the environment's options if null.</param>
    /// <exception cref="LabException">There is no backbone of that name, or its weights cannot be had or do not fit.</exception>
    public static Backbone CreatePretrained(string name, int classCount, string? pretrained = null, BackboneSettings? settings = null, HuggingFaceHub? hub = null)
    {
        var backbone = Create(name, classCount, (settings ?? BackboneSettings.Default) with { Pretrained = pretrained ?? BackboneSettings.Published });
        try
        {
            backbone.LoadPretrained(hub);
            return backbone;
        }
        catch
        {
            backbone.Dispose();
            throw;
        }
    }

    /// <summary>Builds a network with freshly initialised weights, also if its settings name published ones. Call it outside any dispose scope.</summary>
    /// <param name="name">One of <see cref="Names"/>.</param>
    /// <param name="classCount">The classifier's outputs; 0 for none.</param>
    /// <param name="settings">Input channels, image size, dropout and stochastic depth; <see cref="BackboneSettings.Default"/> if null.</param>
    /// <exception cref="LabException">There is no backbone of that name; the message lists those that there are.</exception>
    public static Backbone Create(string name, int classCount, BackboneSettings? settings = null)
    {
        ArgumentNullException.ThrowIfNull(name);
        return Known.TryGetValue(name, out var create)
            ? create(classCount, settings)
            : throw new LabException($"There is no backbone '{name}'; choose one of {string.Join(", ", Names)}.");
    }
}
