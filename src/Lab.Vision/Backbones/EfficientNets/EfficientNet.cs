using Lab.Onnx;
using TorchSharp.Modules;
using static TorchSharp.torch.nn;

namespace Lab.Vision;

/// <summary>Networks of inverted residuals: EfficientNet, MobileNetV2 and MobileNetV3.</summary>
/// <remarks>
/// <para>Papers: Tan, Le 2019, "EfficientNet: rethinking model scaling for convolutional neural networks", arXiv:1905.11946; MobileNets: see
/// <see cref="MobileNets"/>.</para>
/// <para>Reference: timm's <c>efficientnet_b0</c> to <c>efficientnet_b4</c> (github.com/huggingface/pytorch-image-models, <c>timm/models/efficientnet.py</c> and
/// <c>mobilenetv3.py</c>, Apache-2.0), whose parameter names, order, initialisation and outputs it reproduces. Not its <c>tf_</c> variants, which
/// pad otherwise and have another epsilon.</para>
/// <para>Weights: timm's, such as <c>efficientnet_b0.ra_in1k</c> (Apache-2.0); none is shipped. The preprocessing is that of <c>b0.ra_in1k</c>,
/// <c>b1.ra4_e3600_r240_in1k</c>, <c>b2.ra_in1k</c>, <c>b3.ra2_in1k</c> and <c>b4.ra2_in1k</c>.</para>
/// </remarks>
public sealed class EfficientNet : Backbone, IFoldsNorms, IOnnxModule
{
    // These names are the state dictionary's.
    private readonly Conv2d conv_stem;
    private readonly BatchNorm2d bn1;
    private readonly ModuleList<Sequential> blocks;
    private readonly Conv2d conv_head;
    private readonly BatchNorm2d? bn2;
    private Linear? classifier;
    private readonly EfficientNetDesign _design;

    /// <summary>A network of the given shape with freshly initialised weights. Build it outside any dispose scope.</summary>
    /// <param name="name">The name under which it is registered.</param>
    /// <param name="design">Stages, stem and head.</param>
    /// <param name="preprocessing">How images are prepared for the published weights.</param>
    /// <param name="classCount">The classifier's outputs; 0 for none.</param>
    /// <param name="settings">Input channels and what is dropped.</param>
    public EfficientNet(string name, EfficientNetDesign design, ImagePreprocessing preprocessing, int classCount, BackboneSettings? settings = null)
        : base(name, Checked(design).HeadChannels, classCount, preprocessing, settings)
    {
        var stages = new MobileStages(_design = design, Settings.StochasticDepth);
        conv_stem = Conv2d(InputChannels, design.StemChannels, 3, stride: 2, padding: 1, bias: false);
        bn1 = BatchNorm2d(design.StemChannels);
        blocks = ModuleList([.. design.Stages.Select(stages.Build)]);
        conv_head = Conv2d(stages.Channels, design.HeadChannels, 1, bias: design.MobileNetV3);
        bn2 = design.MobileNetV3 ? null : BatchNorm2d(design.HeadChannels);
        classifier = classCount > 0 ? Linear(FeatureCount, classCount) : null;
        FeatureMaps = Maps(design);
        RegisterComponents();
        Initialization.FanOutPerGroup(this);
    }

    /// <inheritdoc/>
    public override string ClassifierName => nameof(classifier);

    /// <inheritdoc/>
    public override string InputKernelName => "conv_stem.weight";

    /// <inheritdoc/>
    public override IReadOnlyList<FeatureMapShape> FeatureMaps { get; }

    /// <inheritdoc/>
    public override IReadOnlyList<WeightNameMap> WeightNameMaps => _design.NameMaps;

    /// <summary>EfficientNet-B0: 5.3 million parameters with 1,000 classes.</summary>
    public static EfficientNet B0(int classCount, BackboneSettings? settings = null) =>
        Scaled("efficientnet_b0", 1.0, 1.0, ImagePreprocessing.Bicubic(0.875), classCount, settings);

    /// <summary>EfficientNet-B1: 7.8 million parameters with 1,000 classes.</summary>
    public static EfficientNet B1(int classCount, BackboneSettings? settings = null) =>
        Scaled("efficientnet_b1", 1.0, 1.1, ImagePreprocessing.BicubicSymmetric(0.9, 240), classCount, settings);

    /// <summary>EfficientNet-B2: 9.1 million parameters with 1,000 classes.</summary>
    public static EfficientNet B2(int classCount, BackboneSettings? settings = null) =>
        Scaled("efficientnet_b2", 1.1, 1.2, ImagePreprocessing.Bicubic(0.875, 256), classCount, settings);

    /// <summary>EfficientNet-B3: 12.2 million parameters with 1,000 classes.</summary>
    public static EfficientNet B3(int classCount, BackboneSettings? settings = null) =>
        Scaled("efficientnet_b3", 1.2, 1.4, ImagePreprocessing.Bicubic(0.875, 288), classCount, settings);

    /// <summary>EfficientNet-B4: 19.3 million parameters with 1,000 classes.</summary>
    public static EfficientNet B4(int classCount, BackboneSettings? settings = null) =>
        Scaled("efficientnet_b4", 1.4, 1.8, ImagePreprocessing.Bicubic(0.875, 320), classCount, settings);

    /// <inheritdoc/>
    public override Tensor ForwardHead(Tensor features, bool embedding = false)
    {
        ArgumentNullException.ThrowIfNull(features);
        return Classify(_design.MobileNetV3 ? PoolThenConvolve(features) : features.mean([2, 3]), classifier, embedding);
    }

    void IFoldsNorms.FoldNorms()
    {
        ConvolutionNorm.Fold(conv_stem, bn1);
        if (bn2 is not null)
        {
            ConvolutionNorm.Fold(conv_head, bn2);
        }
    }

    /// <inheritdoc/>
    public OnnxValue EmitOnnx(OnnxValue input)
    {
        ArgumentNullException.ThrowIfNull(input);
        var x = _design.Activation.EmitOnnx(ConvolutionNorm.Emit(conv_stem, bn1, input));
        foreach (var stage in blocks)
        {
            x = x.Through(stage);
        }

        x = bn2 is null
            ? _design.Activation.EmitOnnx(x.GlobalAveragePool().Through(conv_head))
            : _design.Activation.EmitOnnx(ConvolutionNorm.Emit(conv_head, bn2, x)).GlobalAveragePool();
        return EmitClassifier(x.Flatten(), classifier);
    }

    /// <inheritdoc/>
    protected override Tensor Run(Tensor images, IList<Tensor>? maps)
    {
        using var scope = torch.NewDisposeScope();
        var x = _design.Activation.Apply(ConvolutionNorm.Call(conv_stem, bn1, images));
        if (Halves(_design, stage: 0))
        {
            Keep(maps, x);
        }

        for (var stage = 0; stage < blocks.Count; stage++)
        {
            using var before = x;
            x = blocks[stage].call(x);
            if (Halves(_design, stage + 1))
            {
                Keep(maps, x);
            }
        }

        if (bn2 is not null)
        {
            x = _design.Activation.Apply(ConvolutionNorm.Call(conv_head, bn2, x));
        }

        return x.MoveToOuterDisposeScope();
    }

    /// <inheritdoc/>
    protected override void ReplaceClassifier(int classCount) =>
        // With PyTorch's own initialisation, as timm does: that of the whole network is within one by the root of the outputs, which for few classes is too wide to fine-tune from.
        Exchange(ref classifier, CreateClassifier(classCount), nameof(classifier));

    /// <inheritdoc/>
    protected override string StageOf(string parameter)
    {
        ArgumentNullException.ThrowIfNull(parameter);
        return StageNames.First(parameter, 1) switch
        {
            nameof(blocks) => StageNames.First(parameter, 3),
            nameof(conv_stem) or nameof(bn1) => ModelStage.Stem,
            nameof(conv_head) or nameof(bn2) when !_design.MobileNetV3 => $"{nameof(blocks)}.{blocks.Count - 1}.{blocks[^1].Count - 1}",
            _ => ModelStage.Head,
        };
    }

    private static EfficientNet Scaled(string name, double width, double depth, ImagePreprocessing preprocessing, int classCount, BackboneSettings? settings)
    {
        MobileBlock Row(MobileBlockKind kind, int kernel, int stride, double expansion, int channels, int repeat) =>
            new(kind, kernel, stride, EfficientNetDesign.Round(channels * width)) { Expansion = expansion, Squeeze = 0.25, Repeat = (int)Math.Ceiling(repeat * depth) };

        var design = new EfficientNetDesign(
            [
                [Row(MobileBlockKind.DepthwiseSeparable, 3, 1, 1, 16, 1)],
                [Row(MobileBlockKind.InvertedResidual, 3, 2, 6, 24, 2)],
                [Row(MobileBlockKind.InvertedResidual, 5, 2, 6, 40, 2)],
                [Row(MobileBlockKind.InvertedResidual, 3, 2, 6, 80, 3)],
                [Row(MobileBlockKind.InvertedResidual, 5, 1, 6, 112, 3)],
                [Row(MobileBlockKind.InvertedResidual, 5, 2, 6, 192, 4)],
                [Row(MobileBlockKind.InvertedResidual, 3, 1, 6, 320, 1)],
            ],
            StemChannels: EfficientNetDesign.Round(32 * width),
            HeadChannels: EfficientNetDesign.Round(1280 * width),
            Activation.SiLU);
        return new EfficientNet(name, design, preprocessing, classCount, settings);
    }

    // A map is kept where the next stage halves the resolution, and at the end.
    private static bool Halves(EfficientNetDesign design, int stage) => stage == design.Stages.Count || design.Stages[stage][0].Stride > 1;

    private static List<FeatureMapShape> Maps(EfficientNetDesign design)
    {
        var maps = new List<FeatureMapShape>();
        var (channels, reduction) = (design.StemChannels, 2);
        for (var stage = 0; stage <= design.Stages.Count; stage++)
        {
            if (Halves(design, stage))
            {
                maps.Add(new FeatureMapShape(channels, reduction));
            }

            if (stage < design.Stages.Count)
            {
                (channels, reduction) = (design.Stages[stage][^1].Channels, reduction * design.Stages[stage][0].Stride);
            }
        }

        return maps;
    }

    private static EfficientNetDesign Checked(EfficientNetDesign design)
    {
        ArgumentNullException.ThrowIfNull(design);
        return design.Stages.Count > 0 && design.Stages.All(stage => stage.Count > 0)
            ? design
            : throw new ArgumentException("Every stage of the design needs at least one block.", nameof(design));
    }

    private Tensor PoolThenConvolve(Tensor features)
    {
        using var scope = torch.NewDisposeScope();
        var pooled = conv_head.call(features.mean([2, 3], keepdim: true));
        return _design.Activation.Apply(pooled).flatten(1).MoveToOuterDisposeScope();
    }
}
