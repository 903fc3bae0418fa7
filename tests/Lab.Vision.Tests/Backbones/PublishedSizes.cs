namespace Lab.Vision.Tests.Networks;

/// <summary>Parameters of the networks with 1,000 classes, as timm and torchvision count them.</summary>
internal static class PublishedSizes
{
    public static IReadOnlyDictionary<string, long> Parameters { get; } = new Dictionary<string, long>(StringComparer.Ordinal)
    {
        ["convnext_atto"] = 3_695_520,
        ["convnext_base"] = 88_591_464,
        ["convnext_femto"] = 5_217_784,
        ["convnext_nano"] = 15_593_560,
        ["convnext_pico"] = 9_045_672,
        ["convnext_small"] = 50_223_688,
        ["convnext_tiny"] = 28_589_128,
        ["deit_base_patch16_224"] = 86_567_656,
        ["deit_small_patch16_224"] = 22_050_664,
        ["deit_tiny_patch16_224"] = 5_717_416,
        ["efficientnet_b0"] = 5_288_548,
        ["efficientnet_b1"] = 7_794_184,
        ["efficientnet_b2"] = 9_109_994,
        ["efficientnet_b3"] = 12_233_232,
        ["efficientnet_b4"] = 19_341_616,
        ["mobilenetv2_100"] = 3_504_872,
        ["mobilenetv3_large_100"] = 5_483_032,
        ["mobilenetv3_small_100"] = 2_542_856,
        ["resnet101"] = 44_549_160,
        ["resnet18"] = 11_689_512,
        ["resnet34"] = 21_797_672,
        ["resnet50"] = 25_557_032,
        ["resnext50_32x4d"] = 25_028_904,
        ["squeezenet1_0"] = 1_248_424,
        ["squeezenet1_1"] = 1_235_496,
        ["swin_small_patch4_window7_224"] = 49_606_258,
        ["swin_tiny_patch4_window7_224"] = 28_288_354,
        ["vit_base_patch16_224"] = 86_567_656,
        ["vit_small_patch16_224"] = 22_050_664,
        ["vit_tiny_patch16_224"] = 5_717_416,
    };
}
