using Lab.Tests;

namespace Lab.Vision.Tests.Networks;

/// <summary>The smallest network of each family, for what need not be seen on its larger ones.</summary>
internal static class BackboneFamilies
{
    public static readonly string[] Names =
    [
        "convnext_atto", "efficientnet_b0", "mobilenetv2_100", "mobilenetv3_small_100", "resnet10_slim", "resnext50_32x4d", "squeezenet1_1",
        "swin_tiny_patch4_window7_224", "vit_tiny_patch16_224",
    ];

    /// <summary>Whether two tensors are equal bit for bit.</summary>
    public static bool Same(Tensor first, Tensor second) => first.shape.SequenceEqual(second.shape) && first.eq(second).all().item<bool>();

    public static Tensor Images(int count, int height, int width, int channels = 3) =>
        torch.tensor(FormulaNumbers.U01("images", count * channels * height * width).Select(number => (float)((2 * number) - 1)).ToArray(), [count, channels, height, width]);
}
