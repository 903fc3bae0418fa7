namespace Lab.Vision.Tests.Networks;

/// <summary>Fresh weights are drawn as each family's paper, or timm, draws them.</summary>
public sealed class InitializationTests
{
    // Kaiming by outputs: the root of 2 by (outputs x kernel). Kaiming uniform: that of 2 by inputs.
    [TestCase("resnet18", "layer1.0.conv1.weight", 0.058926)]
    [TestCase("resnext50_32x4d", "layer1.0.conv1.weight", 0.125)]
    [TestCase("efficientnet_b0", "conv_head.weight", 0.039528)]
    [TestCase("efficientnet_b0", "blocks.5.1.conv_dw.weight", 0.282843)]
    [TestCase("mobilenetv2_100", "conv_head.weight", 0.039528)]
    [TestCase("mobilenetv3_small_100", "conv_head.weight", 0.044194)]
    [TestCase("convnext_atto", "stages.3.blocks.0.mlp.fc1.weight", 0.02)]
    [TestCase("convnext_atto", "head.fc.weight", 0.02)]
    [TestCase("vit_tiny_patch16_224", "blocks.0.mlp.fc1.weight", 0.02)]
    [TestCase("vit_tiny_patch16_224", "pos_embed", 0.02)]
    [TestCase("swin_tiny_patch4_window7_224", "layers.0.blocks.0.mlp.fc1.weight", 0.02)]
    [TestCase("squeezenet1_1", "features.3.expand3x3.weight", 0.117851)]
    [TestCase("squeezenet1_1", "classifier.1.weight", 0.01)]
    public void Kernels_have_the_deviation_of_the_paper(string network, string weight, double deviation)
    {
        using var model = Backbones.Create(network, 100);
        using var scope = torch.NewDisposeScope();
        using var noGradient = torch.no_grad();
        var drawn = model.state_dict()[weight];

        Assert.That(drawn.std().item<float>(), Is.EqualTo(deviation).Within(5).Percent);
        Assert.That(drawn.mean().item<float>(), Is.EqualTo(0).Within(5 * deviation / Math.Sqrt(drawn.numel())));
    }

    [TestCase("resnet18", "layer1.0.bn2.weight", 0)]
    [TestCase("resnet50", "layer1.0.bn3.weight", 0)]
    [TestCase("resnet18", "bn1.weight", 1)]
    [TestCase("convnext_atto", "stages.0.blocks.0.gamma", 1e-6)]
    [TestCase("convnext_atto", "head.fc.bias", 0)]
    [TestCase("vit_tiny_patch16_224", "blocks.0.mlp.fc1.bias", 0)]
    [TestCase("swin_tiny_patch4_window7_224", "layers.0.blocks.0.mlp.fc1.bias", 0)]
    [TestCase("squeezenet1_1", "classifier.1.bias", 0)]
    public void Others_begin_with_one_value(string network, string weight, double value)
    {
        using var model = Backbones.Create(network, 100);
        using var scope = torch.NewDisposeScope();
        using var noGradient = torch.no_grad();
        var drawn = model.state_dict()[weight];

        Assert.That((drawn.min().item<float>(), drawn.max().item<float>()), Is.EqualTo(((float)value, (float)value)));
    }
}
