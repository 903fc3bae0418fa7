using System.Globalization;
using Lab.Onnx;
using TorchSharp.Modules;
using static TorchSharp.torch.nn;

namespace Lab.Vision;

/// <summary>ViT and DeiT: a transformer over patches of the image, with a token that the class is read from.</summary>
/// <remarks>
/// <para>Papers: Dosovitskiy et al. 2021, "An image is worth 16x16 words", arXiv:2010.11929; Touvron, Cord, Douze, Massa, Sablayrolles, Jégou 2021, "Training
/// data-efficient image transformers", arXiv:2012.12877. DeiT's networks are ViT's with other published weights, which expect other colours.</para>
/// <para>Reference: timm's <c>vit_*_patch16_224</c> and <c>deit_*_patch16_224</c> (github.com/huggingface/pytorch-image-models,
/// <c>timm/models/vision_transformer.py</c> and <c>deit.py</c>, Apache-2.0), whose parameter names, order, initialisation and outputs it reproduces.</para>
/// <para>Weights: timm's, such as <c>vit_tiny_patch16_224.augreg_in21k_ft_in1k</c> and <c>deit_tiny_patch16_224.fb_in1k</c> (Apache-2.0); none is shipped.</para>
/// <para>Sizes: any multiples of the patch. An image of another size than <see cref="BackboneSettings.ImageSize"/> has the positions resampled in each pass.</para>
/// </remarks>
public sealed class VisionTransformer : Backbone, IOnnxModule
{
    internal const double Epsilon = 1e-6;

    // These names are the state dictionary's.
    private readonly Parameter cls_token;
    private readonly Parameter pos_embed;
    private readonly PatchEmbedding patch_embed;
    private readonly ModuleList<TransformerBlock> blocks;
    private readonly LayerNorm norm;
    private Linear? head;
    private readonly VisionTransformerDesign _design;
    private readonly (long Rows, long Columns) _grid;

    /// <summary>A network of the given shape with freshly initialised weights. Build it outside any dispose scope.</summary>
    /// <param name="name">The name under which it is registered.</param>
    /// <param name="design">Width, heads, depth and patches.</param>
    /// <param name="preprocessing">How images are prepared for the published weights.</param>
    /// <param name="classCount">The classifier's outputs; 0 for none.</param>
    /// <param name="settings">Input channels, image size and what is dropped.</param>
    /// <exception cref="LabException">The image size is not a multiple of the patch.</exception>
    public VisionTransformer(string name, VisionTransformerDesign design, ImagePreprocessing preprocessing, int classCount, BackboneSettings? settings = null)
        : base(name, Checked(design).Width, classCount, preprocessing, settings)
    {
        _design = design;
        _grid = Grid(Settings.ImageSize ?? (preprocessing.Height, preprocessing.Width));
        cls_token = Parameter(torch.zeros(1, 1, design.Width));
        pos_embed = Parameter(torch.zeros(1, 1 + (_grid.Rows * _grid.Columns), design.Width));
        patch_embed = new PatchEmbedding(InputChannels, design.Width, design.Patch, normalized: false);
        blocks = ModuleList([.. DropPath.Rates(Settings.StochasticDepth, design.Depth).Select(rate => new TransformerBlock(design.Width, design.Heads, rate))]);
        norm = LayerNorm(design.Width, eps: Epsilon);
        head = classCount > 0 ? Linear(FeatureCount, classCount) : null;
        FeatureMaps = [.. Enumerable.Repeat(new FeatureMapShape(design.Width, design.Patch), 4)];
        RegisterComponents();
        init.normal_(cls_token, 0, 1e-6);
        Initialization.TruncatedNormal(pos_embed);
        Initialization.TruncatedNormalLinear(this);
    }

    /// <inheritdoc/>
    public override IReadOnlyCollection<string> NoWeightDecay { get; } = [nameof(cls_token), nameof(pos_embed)];

    /// <inheritdoc/>
    public override string ClassifierName => nameof(head);

    /// <inheritdoc/>
    public override string InputKernelName => "patch_embed.proj.weight";

    /// <summary>The patches' tokens after each quarter of the blocks, as maps of one resolution.</summary>
    public override IReadOnlyList<FeatureMapShape> FeatureMaps { get; }

    /// <summary>ViT-Ti/16: 5.7 million parameters with 1,000 classes.</summary>
    public static VisionTransformer Tiny(int classCount, BackboneSettings? settings = null) =>
        new("vit_tiny_patch16_224", new(192, 3), ImagePreprocessing.BicubicSymmetric(0.9), classCount, settings);

    /// <summary>ViT-S/16: 22.1 million parameters with 1,000 classes.</summary>
    public static VisionTransformer Small(int classCount, BackboneSettings? settings = null) =>
        new("vit_small_patch16_224", new(384, 6), ImagePreprocessing.BicubicSymmetric(0.9), classCount, settings);

    /// <summary>ViT-B/16: 86.6 million parameters with 1,000 classes.</summary>
    public static VisionTransformer Base(int classCount, BackboneSettings? settings = null) =>
        new("vit_base_patch16_224", new(768, 12), ImagePreprocessing.BicubicSymmetric(0.9), classCount, settings);

    /// <summary>DeiT-Ti: <see cref="Tiny"/> with ImageNet's colours.</summary>
    public static VisionTransformer DeitTiny(int classCount, BackboneSettings? settings = null) =>
        new("deit_tiny_patch16_224", new(192, 3), ImagePreprocessing.Bicubic(0.9), classCount, settings);

    /// <summary>DeiT-S: <see cref="Small"/> with ImageNet's colours.</summary>
    public static VisionTransformer DeitSmall(int classCount, BackboneSettings? settings = null) =>
        new("deit_small_patch16_224", new(384, 6), ImagePreprocessing.Bicubic(0.9), classCount, settings);

    /// <summary>DeiT-B: <see cref="Base"/> with ImageNet's colours.</summary>
    public static VisionTransformer DeitBase(int classCount, BackboneSettings? settings = null) =>
        new("deit_base_patch16_224", new(768, 12), ImagePreprocessing.Bicubic(0.9), classCount, settings);

    /// <inheritdoc/>
    public override Tensor ForwardHead(Tensor features, bool embedding = false)
    {
        ArgumentNullException.ThrowIfNull(features);

        // A copy, so that an embedding that is kept does not keep all tokens.
        using var token = features.select(1, 0);
        return Classify(token.clone(), head, embedding);
    }

    /// <inheritdoc/>
    public override Tensor AdaptWeight(string name, Tensor weight)
    {
        ArgumentNullException.ThrowIfNull(weight);
        if (name != nameof(pos_embed) || weight.dim() != 3 || weight.size(1) == pos_embed.size(1))
        {
            return base.AdaptWeight(name, weight);
        }

        // Published embeddings are for square images.
        var side = (long)Math.Sqrt(weight.size(1) - 1);
        if (1 + (side * side) != weight.size(1))
        {
            throw new LabException($"The position embedding of {weight.size(1)} positions is not that of a square image and a class token, so it cannot be resampled.");
        }

        using var noGradient = torch.no_grad();
        return PositionEmbedding.Resample(weight, (side, side), _grid);
    }

    /// <inheritdoc/>
    public OnnxValue EmitOnnx(OnnxValue input)
    {
        ArgumentNullException.ThrowIfNull(input);
        var patches = input.Through(patch_embed);
        var (rows, columns) = (patches.Shape[1].Size!.Value, patches.Shape[2].Size!.Value);

        // The class token is added to a row of zeros, together with the positions: one addition, and no repetition by the batch.
        var token = torch.nn.functional.pad(cls_token, [0, 0, 0, rows * columns]);
        var x = patches.Reshape(patches.Shape[0], rows * columns, _design.Width).Pad(before: [0, 1, 0], after: [0, 0, 0]);
        x += input.Graph.Weight(this, "cls_token_and_pos_embed", token + Positions(rows, columns));
        foreach (var block in blocks)
        {
            x = x.Through(block);
        }

        return EmitClassifier(x.Through(norm).Select(1, 0), head);
    }

    /// <inheritdoc/>
    protected override Tensor Run(Tensor images, IList<Tensor>? maps)
    {
        using var scope = torch.NewDisposeScope();
        var patches = patch_embed.call(images);
        var (count, rows, columns) = (patches.size(0), patches.size(1), patches.size(2));
        var positions = Positions(rows, columns);
        var x = torch.cat([cls_token.expand(count, -1, -1), patches.flatten(1, 2)], 1) + positions;
        for (var block = 0; block < blocks.Count; block++)
        {
            using var before = x;
            x = blocks[block].call(x);
            if (maps is not null && (block + 1) % (blocks.Count / 4) == 0)
            {
                Keep(maps, x.narrow(1, 1, rows * columns).transpose(1, 2).reshape(count, _design.Width, rows, columns));
            }
        }

        return norm.call(x).MoveToOuterDisposeScope();
    }

    /// <inheritdoc/>
    protected override void ReplaceClassifier(int classCount) => Exchange(ref head, CreateClassifier(classCount, Initialization.TruncatedNormalLinear), nameof(head));

    /// <inheritdoc/>
    protected override string StageOf(string parameter)
    {
        ArgumentNullException.ThrowIfNull(parameter);
        return StageNames.First(parameter, 1) switch
        {
            nameof(blocks) => StageNames.First(parameter, 2),
            nameof(norm) => string.Create(CultureInfo.InvariantCulture, $"{nameof(blocks)}.{blocks.Count - 1}"),
            nameof(head) => ModelStage.Head,
            _ => ModelStage.Stem,
        };
    }

    private static VisionTransformerDesign Checked(VisionTransformerDesign design)
    {
        ArgumentNullException.ThrowIfNull(design);
        design.Check();
        return design;
    }

    private Tensor Positions(long rows, long columns) => (rows, columns) == _grid ? pos_embed : PositionEmbedding.Resample(pos_embed, _grid, (rows, columns));

    private (long Rows, long Columns) Grid((int Height, int Width) size) => size.Height % _design.Patch == 0 && size.Width % _design.Patch == 0
        ? (size.Height / _design.Patch, size.Width / _design.Patch)
        : throw new LabException($"The image size {size.Height} x {size.Width} (height x width) is not a multiple of the patch of {_design.Patch} pixels.");
}
