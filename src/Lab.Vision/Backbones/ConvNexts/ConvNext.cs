using Lab.Onnx;
using TorchSharp.Modules;
using static TorchSharp.torch.nn;

namespace Lab.Vision;

/// <summary>ConvNeXt: a convolutional network with the proportions of Swin.</summary>
/// <remarks>
/// <para>Paper: Liu, Mao, Wu, Feichtenhofer, Darrell, Xie 2022, "A ConvNet for the 2020s", arXiv:2201.03545. The networks below tiny are timm's own.</para>
/// <para>Reference: timm's <c>convnext_atto</c> to <c>convnext_base</c> (github.com/huggingface/pytorch-image-models, <c>timm/models/convnext.py</c>, Apache-2.0, after
/// github.com/facebookresearch/ConvNeXt, MIT), whose parameter names, order, initialisation and outputs it reproduces.</para>
/// <para>Weights: timm's, such as <c>convnext_atto.d2_in1k</c> and <c>convnext_tiny.in12k_ft_in1k</c> (Apache-2.0); none is shipped. The preprocessing is that of
/// <c>atto.d2</c>, <c>femto.d1</c>, <c>pico.d1</c>, <c>nano</c>, <c>tiny</c> and <c>small.in12k_ft</c>, and <c>base.fb_in22k_ft</c>.</para>
/// </remarks>
public sealed class ConvNext : Backbone, IOnnxModule
{
    internal const double Epsilon = 1e-6;

    // These names are the state dictionary's.
    private readonly Sequential stem;
    private readonly ModuleList<ConvNextStage> stages;
    private readonly ClassifierHead head;

    /// <summary>A network of the given shape with freshly initialised weights. Build it outside any dispose scope.</summary>
    /// <param name="name">The name under which it is registered.</param>
    /// <param name="design">Depths and widths.</param>
    /// <param name="preprocessing">How images are prepared for the published weights.</param>
    /// <param name="classCount">The classifier's outputs; 0 for none.</param>
    /// <param name="settings">Input channels and what is dropped.</param>
    public ConvNext(string name, ConvNextDesign design, ImagePreprocessing preprocessing, int classCount, BackboneSettings? settings = null)
        : base(name, Checked(design).Widths[^1], classCount, preprocessing, settings)
    {
        var widths = design.Widths;
        var dropPaths = DropPath.Rates(Settings.StochasticDepth, design.Depths.Sum());
        stem = Sequential(("0", Conv2d(InputChannels, widths[0], 4, stride: 4)), ("1", new ChannelNorm(widths[0], Epsilon)));
        stages = ModuleList([.. Enumerable.Range(0, 4).Select(stage => new ConvNextStage(
            input: widths[Math.Max(0, stage - 1)],
            output: widths[stage],
            halve: stage > 0,
            design.ConvolutionalMlp,
            dropPaths.Skip(design.Depths.Take(stage).Sum()).Take(design.Depths[stage])))]);
        head = new ClassifierHead(LayerNorm(FeatureCount, eps: Epsilon), classCount > 0 ? Linear(FeatureCount, classCount) : null);
        FeatureMaps = [.. widths.Select((width, stage) => new FeatureMapShape(width, 4 << stage))];
        RegisterComponents();
        Initialization.TruncatedNormalAll(this);
    }

    /// <inheritdoc/>
    public override string ClassifierName => "head.fc";

    /// <inheritdoc/>
    public override string InputKernelName => "stem.0.weight";

    /// <inheritdoc/>
    public override IReadOnlyList<FeatureMapShape> FeatureMaps { get; }

    /// <summary>ConvNeXt-Atto: 3.7 million parameters with 1,000 classes.</summary>
    public static ConvNext Atto(int classCount, BackboneSettings? settings = null) =>
        new("convnext_atto", new([2, 2, 6, 2], [40, 80, 160, 320]) { ConvolutionalMlp = true }, ImagePreprocessing.Bicubic(0.875), classCount, settings);

    /// <summary>ConvNeXt-Femto: 5.2 million parameters with 1,000 classes.</summary>
    public static ConvNext Femto(int classCount, BackboneSettings? settings = null) =>
        new("convnext_femto", new([2, 2, 6, 2], [48, 96, 192, 384]) { ConvolutionalMlp = true }, ImagePreprocessing.Bicubic(0.875), classCount, settings);

    /// <summary>ConvNeXt-Pico: 9.0 million parameters with 1,000 classes.</summary>
    public static ConvNext Pico(int classCount, BackboneSettings? settings = null) =>
        new("convnext_pico", new([2, 2, 6, 2], [64, 128, 256, 512]) { ConvolutionalMlp = true }, ImagePreprocessing.Bicubic(0.875), classCount, settings);

    /// <summary>ConvNeXt-Nano: 15.6 million parameters with 1,000 classes.</summary>
    public static ConvNext Nano(int classCount, BackboneSettings? settings = null) =>
        new("convnext_nano", new([2, 2, 8, 2], [80, 160, 320, 640]) { ConvolutionalMlp = true }, ImagePreprocessing.Bicubic(0.95), classCount, settings);

    /// <summary>ConvNeXt-T: 28.6 million parameters with 1,000 classes.</summary>
    public static ConvNext Tiny(int classCount, BackboneSettings? settings = null) =>
        new("convnext_tiny", new([3, 3, 9, 3], [96, 192, 384, 768]), ImagePreprocessing.Bicubic(0.95), classCount, settings);

    /// <summary>ConvNeXt-S: 50.2 million parameters with 1,000 classes.</summary>
    public static ConvNext Small(int classCount, BackboneSettings? settings = null) =>
        new("convnext_small", new([3, 3, 27, 3], [96, 192, 384, 768]), ImagePreprocessing.Bicubic(0.95), classCount, settings);

    /// <summary>ConvNeXt-B: 88.6 million parameters with 1,000 classes.</summary>
    public static ConvNext Base(int classCount, BackboneSettings? settings = null) =>
        new("convnext_base", new([3, 3, 27, 3], [128, 256, 512, 1024]), ImagePreprocessing.Bicubic(0.875), classCount, settings);

    /// <inheritdoc/>
    public override Tensor ForwardHead(Tensor features, bool embedding = false)
    {
        ArgumentNullException.ThrowIfNull(features);
        using var pooled = features.mean([2, 3]);
        return Classify(head.call(pooled), head.Classifier, embedding);
    }

    /// <inheritdoc/>
    public OnnxValue EmitOnnx(OnnxValue input)
    {
        ArgumentNullException.ThrowIfNull(input);
        var x = input.Through(stem);
        foreach (var stage in stages)
        {
            x = x.Through(stage);
        }

        return EmitClassifier(x.GlobalAveragePool().Flatten().Through(head), head.Classifier);
    }

    /// <inheritdoc/>
    protected override Tensor Run(Tensor images, IList<Tensor>? maps)
    {
        using var scope = torch.NewDisposeScope();
        var x = stem.call(images);
        foreach (var stage in stages)
        {
            using var before = x;
            x = stage.call(x);
            Keep(maps, x);
        }

        return x.MoveToOuterDisposeScope();
    }

    /// <inheritdoc/>
    protected override void ReplaceClassifier(int classCount) => head.Replace(CreateClassifier(classCount, Initialization.TruncatedNormalLinear));

    /// <inheritdoc/>
    protected override string StageOf(string parameter)
    {
        ArgumentNullException.ThrowIfNull(parameter);
        return StageNames.First(parameter, 1) switch
        {
            nameof(stem) => ModelStage.Stem,
            nameof(head) => ModelStage.Head,
            _ => StageNames.Block(parameter),
        };
    }

    private static ConvNextDesign Checked(ConvNextDesign design)
    {
        ArgumentNullException.ThrowIfNull(design);
        design.Check();
        return design;
    }
}
