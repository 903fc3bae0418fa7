using Lab.Onnx;
using TorchSharp.Modules;
using static TorchSharp.torch.nn;

namespace Lab.Vision;

/// <summary>Residual networks: ResNet and ResNeXt.</summary>
/// <remarks>
/// <para>Papers: He, Zhang, Ren, Sun 2015, "Deep residual learning for image recognition", arXiv:1512.03385; Xie, Girshick, Dollár, Tu, He 2017, "Aggregated
/// residual transformations for deep neural networks", arXiv:1611.05431.</para>
/// <para>Reference: timm's <c>resnet18</c> to <c>resnet101</c> and <c>resnext50_32x4d</c> (github.com/huggingface/pytorch-image-models, <c>timm/models/resnet.py</c>,
/// Apache-2.0), whose parameter names, order, initialisation and outputs it reproduces; torchvision's networks of these names are the
/// same functions with the same names (BSD-3-Clause).</para>
/// <para>Weights: any file of these names fits, such as torchvision's <c>ResNet18_Weights.IMAGENET1K_V1</c> (BSD-3-Clause) or timm's <c>resnet18.a1_in1k</c>
/// (Apache-2.0); none is shipped. The preprocessing is that of <c>a1_in1k</c>.</para>
/// </remarks>
public sealed class ResNet : Backbone, IFoldsNorms, IOnnxModule
{
    // These names are the state dictionary's.
    private readonly Conv2d conv1;
    private readonly BatchNorm2d bn1;
    private readonly Sequential layer1;
    private readonly Sequential layer2;
    private readonly Sequential layer3;
    private readonly Sequential layer4;
    private Linear? fc;

    /// <summary>A network of the given shape with freshly initialised weights. Build it outside any dispose scope.</summary>
    /// <param name="name">The name under which it is registered.</param>
    /// <param name="design">Blocks, widths and stem.</param>
    /// <param name="classCount">The classifier's outputs; 0 for none.</param>
    /// <param name="settings">Input channels and what is dropped.</param>
    public ResNet(string name, ResNetDesign design, int classCount, BackboneSettings? settings = null)
        : base(name, Checked(design).Widths[^1] * design.Expansion, classCount, ImagePreprocessing.Bicubic(0.95), settings)
    {
        var stem = design.Widths[0];
        var stages = new StageBuilder(design, stem, Settings.StochasticDepth);
        conv1 = Conv2d(InputChannels, stem, design.StemKernel, stride: 2, padding: design.StemKernel / 2, bias: false);
        bn1 = BatchNorm2d(stem);
        layer1 = stages.Next(stride: 1);
        layer2 = stages.Next(stride: 2);
        layer3 = stages.Next(stride: 2);
        layer4 = stages.Next(stride: 2);
        fc = classCount > 0 ? Linear(FeatureCount, classCount) : null;
        FeatureMaps = [new(stem, 2), .. design.Widths.Select((width, stage) => new FeatureMapShape(width * design.Expansion, 4 << stage))];
        RegisterComponents();
        Initialization.KaimingFanOut(this);
        foreach (var block in modules().OfType<IResidualBlock>())
        {
            block.ZeroLastNorm();
        }
    }

    /// <inheritdoc/>
    public override string ClassifierName => nameof(fc);

    /// <inheritdoc/>
    public override string InputKernelName => "conv1.weight";

    /// <inheritdoc/>
    public override IReadOnlyList<FeatureMapShape> FeatureMaps { get; }

    /// <summary>ResNet-18: 11.7 million parameters with 1,000 classes.</summary>
    public static ResNet ResNet18(int classCount, BackboneSettings? settings = null) =>
        new("resnet18", new ResNetDesign([2, 2, 2, 2], [64, 128, 256, 512]), classCount, settings);

    /// <summary>ResNet-34: 21.8 million parameters with 1,000 classes.</summary>
    public static ResNet ResNet34(int classCount, BackboneSettings? settings = null) =>
        new("resnet34", new ResNetDesign([3, 4, 6, 3], [64, 128, 256, 512]), classCount, settings);

    /// <summary>ResNet-50: 25.6 million parameters with 1,000 classes.</summary>
    public static ResNet ResNet50(int classCount, BackboneSettings? settings = null) =>
        new("resnet50", new ResNetDesign([3, 4, 6, 3], [64, 128, 256, 512]) { Bottleneck = true }, classCount, settings);

    /// <summary>ResNet-101: 44.5 million parameters with 1,000 classes.</summary>
    public static ResNet ResNet101(int classCount, BackboneSettings? settings = null) =>
        new("resnet101", new ResNetDesign([3, 4, 23, 3], [64, 128, 256, 512]) { Bottleneck = true }, classCount, settings);

    /// <summary>ResNeXt-50 of 32 groups of 4 channels: 25.0 million parameters with 1,000 classes.</summary>
    public static ResNet ResNeXt50(int classCount, BackboneSettings? settings = null) =>
        new("resnext50_32x4d", new ResNetDesign([3, 4, 6, 3], [64, 128, 256, 512]) { Bottleneck = true, Cardinality = 32, GroupWidth = 4 }, classCount, settings);

    /// <summary>
    /// A ResNet-10 of a quarter of the usual width with a 3x3 stem, Lab's own: about 0.3 million parameters, for images of about 64 to 160
    /// pixels on a few processor cores. There are no published weights.
    /// </summary>
    public static ResNet Slim10(int classCount, BackboneSettings? settings = null) =>
        new("resnet10_slim", new ResNetDesign([1, 1, 1, 1], [16, 32, 64, 128]) { StemKernel = 3 }, classCount, settings);

    void IFoldsNorms.FoldNorms() => ConvolutionNorm.Fold(conv1, bn1);

    /// <inheritdoc/>
    public override Tensor ForwardHead(Tensor features, bool embedding = false)
    {
        ArgumentNullException.ThrowIfNull(features);
        return Classify(features.mean([2, 3]), fc, embedding);
    }

    /// <inheritdoc/>
    public OnnxValue EmitOnnx(OnnxValue input)
    {
        ArgumentNullException.ThrowIfNull(input);
        var x = ConvolutionNorm.Emit(conv1, bn1, input).Relu();
        x = x.MaxPool(kernel: [3, 3], strides: [2, 2], padding: [1, 1], dilations: [1, 1]);
        x = x.Through(layer1).Through(layer2).Through(layer3).Through(layer4);
        return EmitClassifier(x.GlobalAveragePool().Flatten(), fc);
    }

    /// <inheritdoc/>
    protected override Tensor Run(Tensor images, IList<Tensor>? maps)
    {
        using var scope = torch.NewDisposeScope();
        var x = ConvolutionNorm.Call(conv1, bn1, images).relu_();
        Keep(maps, x);
        x = functional.max_pool2d(x, kernel_size: 3, stride: 2, padding: 1);
        foreach (var layer in (Sequential[])[layer1, layer2, layer3, layer4])
        {
            using var before = x;
            x = layer.call(x);
            Keep(maps, x);
        }

        return x.MoveToOuterDisposeScope();
    }

    /// <inheritdoc/>
    protected override void ReplaceClassifier(int classCount) => Exchange(ref fc, CreateClassifier(classCount), nameof(fc));

    /// <inheritdoc/>
    protected override string StageOf(string parameter)
    {
        ArgumentNullException.ThrowIfNull(parameter);
        return parameter.StartsWith("layer", StringComparison.Ordinal) ? StageNames.First(parameter, 2)
            : parameter.StartsWith("fc.", StringComparison.Ordinal) ? ModelStage.Head
            : ModelStage.Stem;
    }

    private static ResNetDesign Checked(ResNetDesign design)
    {
        ArgumentNullException.ThrowIfNull(design);
        return design;
    }

    private sealed class StageBuilder(ResNetDesign design, int stem, double stochasticDepth)
    {
        private readonly double[] _dropPaths = DropPath.Rates(stochasticDepth, design.Blocks.Sum());
        private int _channels = stem;
        private int _stage;
        private int _block;

        public Sequential Next(int stride)
        {
            var blocks = Enumerable.Range(0, design.Blocks[_stage]).Select(index => Block(index == 0 ? stride : 1)).ToArray();
            _stage++;
            return ModuleSequence.Numbered(blocks);
        }

        private Module<Tensor, Tensor> Block(int stride)
        {
            var (input, width, dropPath) = (_channels, design.Widths[_stage], _dropPaths[_block++]);
            _channels = width * design.Expansion;
            return design.Bottleneck
                ? new BottleneckBlock(input, width * design.GroupWidth / 64 * design.Cardinality, design.Cardinality, _channels, stride, dropPath)
                : new BasicBlock(input, _channels, stride, dropPath);
        }
    }
}
