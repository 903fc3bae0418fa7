namespace Lab.Vision.Tests.Pretrained;

public sealed class PublishedTagsTests
{
    // timm's first tag of each network in its default_cfgs, with input_size, crop_pct and whether mean and std are 0.5; all are bicubic.
    [TestCase("convnext_atto", "d2_in1k", 224, 0.875)]
    [TestCase("convnext_base", "fb_in22k_ft_in1k", 224, 0.875)]
    [TestCase("convnext_femto", "d1_in1k", 224, 0.875)]
    [TestCase("convnext_nano", "in12k_ft_in1k", 224, 0.95)]
    [TestCase("convnext_pico", "d1_in1k", 224, 0.875)]
    [TestCase("convnext_small", "in12k_ft_in1k", 224, 0.95)]
    [TestCase("convnext_tiny", "in12k_ft_in1k", 224, 0.95)]
    [TestCase("deit_base_patch16_224", "fb_in1k", 224, 0.9)]
    [TestCase("deit_small_patch16_224", "fb_in1k", 224, 0.9)]
    [TestCase("deit_tiny_patch16_224", "fb_in1k", 224, 0.9)]
    [TestCase("efficientnet_b0", "ra_in1k", 224, 0.875)]
    [TestCase("efficientnet_b1", "ra4_e3600_r240_in1k", 240, 0.9, true)]
    [TestCase("efficientnet_b2", "ra_in1k", 256, 0.875)]
    [TestCase("efficientnet_b3", "ra2_in1k", 288, 0.875)]
    [TestCase("efficientnet_b4", "ra2_in1k", 320, 0.875)]
    [TestCase("mobilenetv2_100", "ra_in1k", 224, 0.875)]
    [TestCase("mobilenetv3_large_100", "ra_in1k", 224, 0.875)]
    [TestCase("mobilenetv3_small_100", "lamb_in1k", 224, 0.875)]
    [TestCase("resnet101", "a1h_in1k", 224, 0.95)]
    [TestCase("resnet18", "a1_in1k", 224, 0.95)]
    [TestCase("resnet34", "a1_in1k", 224, 0.95)]
    [TestCase("resnet50", "a1_in1k", 224, 0.95)]
    [TestCase("resnext50_32x4d", "a1h_in1k", 224, 0.95)]
    [TestCase("swin_small_patch4_window7_224", "ms_in22k_ft_in1k", 224, 0.9)]
    [TestCase("swin_tiny_patch4_window7_224", "ms_in1k", 224, 0.9)]
    [TestCase("vit_base_patch16_224", "augreg2_in21k_ft_in1k", 224, 0.9, true)]
    [TestCase("vit_small_patch16_224", "augreg_in21k_ft_in1k", 224, 0.9, true)]
    [TestCase("vit_tiny_patch16_224", "augreg_in21k_ft_in1k", 224, 0.9, true)]
    public void Weights_and_preparation_of_a_name_are_those_that_timm_takes_for_it(string name, string tag, int size, double crop, bool symmetric = false)
    {
        using var network = Backbones.Create(name, 0);

        Assert.That(Backbones.PublishedWeights(name), Is.EqualTo($"timm/{name}.{tag}"));
        Assert.That(network.Preprocessing, Is.EqualTo(symmetric ? ImagePreprocessing.BicubicSymmetric(crop, size) : ImagePreprocessing.Bicubic(crop, size)));
    }
}
