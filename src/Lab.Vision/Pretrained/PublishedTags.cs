namespace Lab.Vision;

/// <summary>The weights that a network's name stands for: timm's own choice where the hub has it.</summary>
internal static class PublishedTags
{
    private static readonly Dictionary<string, string> Tags = new(StringComparer.Ordinal)
    {
        ["convnext_atto"] = "d2_in1k",
        ["convnext_base"] = "fb_in22k_ft_in1k",
        ["convnext_femto"] = "d1_in1k",
        ["convnext_nano"] = "in12k_ft_in1k",
        ["convnext_pico"] = "d1_in1k",
        ["convnext_small"] = "in12k_ft_in1k",
        ["convnext_tiny"] = "in12k_ft_in1k",
        ["deit_base_patch16_224"] = "fb_in1k",
        ["deit_small_patch16_224"] = "fb_in1k",
        ["deit_tiny_patch16_224"] = "fb_in1k",
        ["efficientnet_b0"] = "ra_in1k",
        ["efficientnet_b1"] = "ra4_e3600_r240_in1k",
        ["efficientnet_b2"] = "ra_in1k",
        ["efficientnet_b3"] = "ra2_in1k",
        ["efficientnet_b4"] = "ra2_in1k",
        ["mobilenetv2_100"] = "ra_in1k",
        ["mobilenetv3_large_100"] = "ra_in1k",
        ["mobilenetv3_small_100"] = "lamb_in1k",
        ["resnet101"] = "a1h_in1k",
        ["resnet18"] = "a1_in1k",
        ["resnet34"] = "a1_in1k",
        ["resnet50"] = "a1_in1k",
        ["resnext50_32x4d"] = "a1h_in1k",
        ["swin_small_patch4_window7_224"] = "ms_in22k_ft_in1k",
        ["swin_tiny_patch4_window7_224"] = "ms_in1k",
        ["vit_base_patch16_224"] = "augreg2_in21k_ft_in1k",
        ["vit_small_patch16_224"] = "augreg_in21k_ft_in1k",
        ["vit_tiny_patch16_224"] = "augreg_in21k_ft_in1k",
    };

    /// <summary>The repository, or null for a network that the hub has no weights of under timm's name.</summary>
    public static string? RepositoryOf(string network) => Tags.TryGetValue(network, out var tag) ? $"timm/{network}.{tag}" : null;
}
