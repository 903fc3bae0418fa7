using System.Globalization;
using Lab.Onnx;
using TorchSharp.Modules;
using static TorchSharp.torch.nn;

namespace Lab.Vision;

/// <summary>Swin: a transformer whose attention stays within windows, rolled in every second block, over four resolutions.</summary>
/// <remarks>
/// <para>Paper: Liu, Lin, Cao, Hu, Wei, Zhang, Lin, Guo 2021, "Swin transformer: hierarchical vision transformer using shifted windows", arXiv:2103.14030.</para>
/// <para>Reference: timm's <c>swin_tiny_patch4_window7_224</c> and <c>swin_small_patch4_window7_224</c> (github.com/huggingface/pytorch-image-models,
/// <c>timm/models/swin_transformer.py</c>, Apache-2.0, after github.com/microsoft/Swin-Transformer, MIT), whose parameter names, order, initialisation and
/// outputs it reproduces.</para>
/// <para>Weights: timm's, such as <c>swin_tiny_patch4_window7_224.ms_in1k</c>, and the original ones (MIT); none is shipped.</para>
/// <para>Sizes: any multiples of 4. Maps that windows do not divide are padded with zeros, as timm does with <c>strict_img_size=False</c>; windows keep their side,
/// so the weights fit every size.</para>
/// </remarks>
public sealed class SwinTransformer : Backbone, IOnnxModule
{
    private const int Patch = 4;

    // These names are the state dictionary's.
    private readonly PatchEmbedding patch_embed;
    private readonly ModuleList<SwinStage> layers;
    private readonly LayerNorm norm;
    private readonly ClassifierHead head;

    /// <summary>A network of the given shape with freshly initialised weights. Build it outside any dispose scope.</summary>
    /// <param name="name">The name under which it is registered.</param>
    /// <param name="design">Width, depths, heads and windows.</param>
    /// <param name="preprocessing">How images are prepared for the published weights.</param>
    /// <param name="classCount">The classifier's outputs; 0 for none.</param>
    /// <param name="settings">Input channels, image size and what is dropped.</param>
    public SwinTransformer(string name, SwinDesign design, ImagePreprocessing preprocessing, int classCount, BackboneSettings? settings = null)
        : base(name, Checked(design).Width << (design.Depths.Count - 1), classCount, preprocessing, settings)
    {
        var (height, width) = Settings.ImageSize ?? (preprocessing.Height, preprocessing.Width);
        var dropPaths = DropPath.Rates(Settings.StochasticDepth, design.Depths.Sum());
        patch_embed = new PatchEmbedding(InputChannels, design.Width, Patch, normalized: true);
        layers = ModuleList([.. design.Depths.Select((depth, stage) => new SwinStage(
            design.Width << stage,
            design.Heads[stage],
            design.Window,
            merge: stage > 0,
            (height / (Patch << stage), width / (Patch << stage)),
            dropPaths.Skip(design.Depths.Take(stage).Sum()).Take(depth)))]);
        norm = LayerNorm(FeatureCount);
        head = new ClassifierHead(norm: null, classCount > 0 ? Linear(FeatureCount, classCount) : null);
        FeatureMaps = [.. design.Depths.Select((_, stage) => new FeatureMapShape(design.Width << stage, Patch << stage))];
        RegisterComponents();
        Initialization.TruncatedNormalLinear(this);
    }

    /// <inheritdoc/>
    public override string ClassifierName => "head.fc";

    /// <inheritdoc/>
    public override string InputKernelName => "patch_embed.proj.weight";

    /// <inheritdoc/>
    public override IReadOnlyList<FeatureMapShape> FeatureMaps { get; }

    /// <inheritdoc/>
    public override IReadOnlyCollection<string> NoWeightDecay { get; } = ["relative_position_bias_table"];

    /// <inheritdoc/>
    public override IReadOnlyList<WeightNameMap> WeightNameMaps { get; } = [SwinNames.Original];

    /// <summary>Swin-T: 28.3 million parameters with 1,000 classes.</summary>
    public static SwinTransformer Tiny(int classCount, BackboneSettings? settings = null) =>
        new("swin_tiny_patch4_window7_224", new(96, [2, 2, 6, 2], [3, 6, 12, 24]), ImagePreprocessing.Bicubic(0.9), classCount, settings);

    /// <summary>Swin-S: 49.6 million parameters with 1,000 classes.</summary>
    public static SwinTransformer Small(int classCount, BackboneSettings? settings = null) =>
        new("swin_small_patch4_window7_224", new(96, [2, 2, 18, 2], [3, 6, 12, 24]), ImagePreprocessing.Bicubic(0.9), classCount, settings);

    /// <inheritdoc/>
    public override Tensor ForwardHead(Tensor features, bool embedding = false)
    {
        ArgumentNullException.ThrowIfNull(features);
        return Classify(features.mean([1, 2]), head.Classifier, embedding);
    }

    /// <inheritdoc/>
    public OnnxValue EmitOnnx(OnnxValue input)
    {
        ArgumentNullException.ThrowIfNull(input);
        var x = input.Through(patch_embed);
        foreach (var layer in layers)
        {
            x = x.Through(layer);
        }

        return EmitClassifier(x.Through(norm).Mean(1, 2), head.Classifier);
    }

    /// <inheritdoc/>
    protected override Tensor Run(Tensor images, IList<Tensor>? maps)
    {
        using var scope = torch.NewDisposeScope();
        var x = patch_embed.call(images);
        foreach (var layer in layers)
        {
            using var before = x;
            x = layer.call(x);
            if (maps is not null)
            {
                Keep(maps, x.permute(0, 3, 1, 2));
            }
        }

        return norm.call(x).MoveToOuterDisposeScope();
    }

    /// <inheritdoc/>
    protected override void ReplaceClassifier(int classCount) => head.Replace(CreateClassifier(classCount, Initialization.TruncatedNormalLinear));

    /// <inheritdoc/>
    protected override string StageOf(string parameter)
    {
        ArgumentNullException.ThrowIfNull(parameter);
        return StageNames.First(parameter, 1) switch
        {
            nameof(patch_embed) => ModelStage.Stem,
            nameof(norm) => string.Create(CultureInfo.InvariantCulture, $"{nameof(layers)}.{layers.Count - 1}.blocks.{layers[^1].BlockCount - 1}"),
            nameof(head) => ModelStage.Head,
            _ => StageNames.Block(parameter),
        };
    }

    private static SwinDesign Checked(SwinDesign design)
    {
        ArgumentNullException.ThrowIfNull(design);
        design.Check();
        return design;
    }
}
