namespace Lab.Vision;

/// <summary>MobileNetV2 and MobileNetV3, for small processors.</summary>
/// <remarks>
/// <para>Papers: Sandler, Howard, Zhu, Zhmoginov, Chen 2018, "MobileNetV2: inverted residuals and linear bottlenecks", arXiv:1801.04381; Howard et al. 2019,
/// "Searching for MobileNetV3", arXiv:1905.02244.</para>
/// <para>Reference: timm's <c>mobilenetv2_100</c>, <c>mobilenetv3_small_100</c> and <c>mobilenetv3_large_100</c> (github.com/huggingface/pytorch-image-models,
/// <c>timm/models/efficientnet.py</c> and <c>mobilenetv3.py</c>, Apache-2.0). torchvision's <c>mobilenet_v2</c> (BSD-3-Clause) is the same function under other
/// names, which <see cref="MobileNetV2Names"/> translates.</para>
/// <para>Weights: timm's, such as <c>mobilenetv3_large_100.ra_in1k</c> (Apache-2.0), and for MobileNetV2 torchvision's; none is shipped.</para>
/// </remarks>
public static class MobileNets
{
    /// <summary>MobileNetV2: 3.5 million parameters with 1,000 classes.</summary>
    public static EfficientNet V2(int classCount, BackboneSettings? settings = null)
    {
        static MobileBlock Row(int stride, int channels, int repeat) => new(MobileBlockKind.InvertedResidual, 3, stride, channels) { Expansion = 6, Repeat = repeat };

        var design = new EfficientNetDesign(
            [
                [new(MobileBlockKind.DepthwiseSeparable, 3, 1, 16)],
                [Row(2, 24, 2)],
                [Row(2, 32, 3)],
                [Row(2, 64, 4)],
                [Row(1, 96, 3)],
                [Row(2, 160, 3)],
                [Row(1, 320, 1)],
            ],
            StemChannels: 32,
            HeadChannels: 1280,
            Activation.ReLU6) { NameMaps = [MobileNetV2Names.Torchvision] };
        return new EfficientNet("mobilenetv2_100", design, ImagePreprocessing.Bicubic(0.875), classCount, settings);
    }

    /// <summary>MobileNetV3-Small: 2.5 million parameters with 1,000 classes.</summary>
    public static EfficientNet V3Small(int classCount, BackboneSettings? settings = null)
    {
        var design = new EfficientNetDesign(
            [
                [new(MobileBlockKind.DepthwiseSeparable, 3, 2, 16) { Squeeze = 0.25, Activation = Activation.ReLU }],
                [Row(3, 2, 4.5, 24) with { Activation = Activation.ReLU }, Row(3, 1, 3.67, 24) with { Activation = Activation.ReLU }],
                [Squeezing(Row(5, 2, 4, 40)), Squeezing(Row(5, 1, 6, 40, 2))],
                [Squeezing(Row(5, 1, 3, 48, 2))],
                [Squeezing(Row(5, 2, 6, 96, 3))],
                [new(MobileBlockKind.Convolution, 1, 1, 576)],
            ],
            StemChannels: 16,
            HeadChannels: 1024,
            Activation.HardSwish) { MobileNetV3 = true };
        return new EfficientNet("mobilenetv3_small_100", design, ImagePreprocessing.Bicubic(0.875), classCount, settings);
    }

    /// <summary>MobileNetV3-Large: 5.5 million parameters with 1,000 classes.</summary>
    public static EfficientNet V3Large(int classCount, BackboneSettings? settings = null)
    {
        var design = new EfficientNetDesign(
            [
                [new(MobileBlockKind.DepthwiseSeparable, 3, 1, 16) { Activation = Activation.ReLU }],
                [Row(3, 2, 4, 24) with { Activation = Activation.ReLU }, Row(3, 1, 3, 24) with { Activation = Activation.ReLU }],
                [Squeezing(Row(5, 2, 3, 40, 3)) with { Activation = Activation.ReLU }],
                [Row(3, 2, 6, 80), Row(3, 1, 2.5, 80), Row(3, 1, 2.3, 80, 2)],
                [Squeezing(Row(3, 1, 6, 112, 2))],
                [Squeezing(Row(5, 2, 6, 160, 3))],
                [new(MobileBlockKind.Convolution, 1, 1, 960)],
            ],
            StemChannels: 16,
            HeadChannels: 1280,
            Activation.HardSwish) { MobileNetV3 = true };
        return new EfficientNet("mobilenetv3_large_100", design, ImagePreprocessing.Bicubic(0.875), classCount, settings);
    }

    private static MobileBlock Row(int kernel, int stride, double expansion, int channels, int repeat = 1) =>
        new(MobileBlockKind.InvertedResidual, kernel, stride, channels) { Expansion = expansion, Repeat = repeat };

    private static MobileBlock Squeezing(MobileBlock row) => row with { Squeeze = 0.25 };
}
