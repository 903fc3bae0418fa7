using System.Globalization;
using TorchSharp.Modules;
using static TorchSharp.torch.nn;

namespace Lab.Vision;

/// <summary>SqueezeNet: a network of about a million parameters without norms.</summary>
/// <remarks>
/// <para>Paper: Iandola, Han, Moskewicz, Ashraf, Dally, Keutzer 2016, "SqueezeNet: AlexNet-level accuracy with 50x fewer parameters", arXiv:1602.07360.</para>
/// <para>Reference: torchvision's <c>squeezenet1_0</c> and <c>squeezenet1_1</c> (github.com/pytorch/vision, BSD-3-Clause), whose parameter names, order,
/// initialisation and outputs it reproduces. timm has no such network.</para>
/// <para>Weights: torchvision's <c>IMAGENET1K_V1</c> (BSD-3-Clause); none is shipped.</para>
/// <para>Its classifier is a 1x1 convolution with a ReLU before the pooling, so the logits are not a linear function of the pooled vector, and none is negative.</para>
/// </remarks>
public sealed class SqueezeNet : Backbone
{
    private const int Width = 512;

    // These names are the state dictionary's.
    private readonly Sequential features;
    private Sequential? classifier;
    private readonly HashSet<int> _pooled;

    private SqueezeNet(string name, Conv2d stem, int[] pooled, IReadOnlyList<(int Squeezed, int Expanded)> fires, int classCount, BackboneSettings? settings)
        : base(name, Width, classCount, ImagePreprocessing.Bicubic(0.875) with { Filter = ResampleFilter.Bilinear }, settings)
    {
        // torchvision numbers the ReLU after the stem and the poolings too: they hold no parameters, so only their numbers are left.
        var blocks = new List<(string, Module<Tensor, Tensor>)> { ("0", stem) };
        var maps = new List<FeatureMapShape>();
        var (index, channels, reduction) = (2, (int)stem.weight.size(0), 2);
        foreach (var (squeezed, expanded) in fires)
        {
            if (pooled.Contains(index))
            {
                maps.Add(new FeatureMapShape(channels, reduction));
                reduction *= 2;
                index++;
            }

            blocks.Add((index.ToString(CultureInfo.InvariantCulture), new FireBlock(channels, squeezed, expanded)));
            channels = 2 * expanded;
            index++;
        }

        FeatureMaps = [.. maps, new FeatureMapShape(channels, reduction)];
        _pooled = [.. pooled.Select(pool => pool + 1)];
        features = Sequential(blocks);
        classifier = classCount > 0 ? Head(Conv2d(Width, classCount, 1)) : null;
        RegisterComponents();
        foreach (var convolution in modules().OfType<Conv2d>())
        {
            init.kaiming_uniform_(convolution.weight);
            init.zeros_(convolution.bias!);
        }

        Initialize(classifier);
    }

    /// <inheritdoc/>
    public override string ClassifierName => "classifier.1";

    /// <inheritdoc/>
    public override string InputKernelName => "features.0.weight";

    /// <inheritdoc/>
    public override IReadOnlyList<FeatureMapShape> FeatureMaps { get; }

    /// <summary>SqueezeNet 1.0: 1.25 million parameters with 1,000 classes.</summary>
    public static SqueezeNet V10(int classCount, BackboneSettings? settings = null) => new(
        "squeezenet1_0",
        Conv2d((settings ?? BackboneSettings.Default).InputChannels, 96, 7, stride: 2),
        pooled: [2, 6, 11],
        [(16, 64), (16, 64), (32, 128), (32, 128), (48, 192), (48, 192), (64, 256), (64, 256)],
        classCount,
        settings);

    /// <summary>SqueezeNet 1.1: 1.24 million parameters with 1,000 classes and less than half the work.</summary>
    public static SqueezeNet V11(int classCount, BackboneSettings? settings = null) => new(
        "squeezenet1_1",
        Conv2d((settings ?? BackboneSettings.Default).InputChannels, 64, 3, stride: 2),
        pooled: [2, 5, 8],
        [(16, 64), (16, 64), (32, 128), (32, 128), (48, 192), (48, 192), (64, 256), (64, 256)],
        classCount,
        settings);

    /// <inheritdoc/>
    public override Tensor ForwardHead(Tensor features, bool embedding = false)
    {
        ArgumentNullException.ThrowIfNull(features);
        if (embedding || classifier is null)
        {
            return features.mean([2, 3]);
        }

        using var scope = torch.NewDisposeScope();
        var x = training && Settings.Dropout > 0 ? functional.dropout(features, Settings.Dropout, training: true) : features;
        return classifier.call(x).relu_().mean([2, 3]).MoveToOuterDisposeScope();
    }

    /// <inheritdoc/>
    public override Tensor Embed(Tensor input) => ForwardFeatures(input);

    /// <inheritdoc/>
    public override Tensor Answer(Tensor embedding) => ForwardHead(embedding);

    /// <inheritdoc/>
    protected override Tensor Run(Tensor images, IList<Tensor>? maps)
    {
        using var scope = torch.NewDisposeScope();
        var x = images;
        foreach (var (name, block) in features.named_children())
        {
            var index = int.Parse(name, CultureInfo.InvariantCulture);
            if (_pooled.Contains(index))
            {
                Keep(maps, x);
                x = functional.max_pool2d(x, kernel_size: 3, stride: 2, ceil_mode: true);
            }

            x = ((Module<Tensor, Tensor>)block).call(x);
            x = index == 0 ? x.relu_() : x;
        }

        Keep(maps, x);
        return x.MoveToOuterDisposeScope();
    }

    /// <inheritdoc/>
    protected override void ReplaceClassifier(int classCount)
    {
        var like = parameters().First();
        var replacement = classCount > 0 ? Head(Conv2d(Width, classCount, 1, device: like.device, dtype: like.dtype)) : null;
        Initialize(replacement);
        Exchange(ref classifier, replacement, nameof(classifier));
    }

    /// <inheritdoc/>
    protected override string StageOf(string parameter)
    {
        ArgumentNullException.ThrowIfNull(parameter);
        return parameter.StartsWith("features.0.", StringComparison.Ordinal) ? ModelStage.Stem
            : parameter.StartsWith(nameof(classifier), StringComparison.Ordinal) ? ModelStage.Head
            : StageNames.First(parameter, 2);
    }

    private static Sequential Head(Conv2d convolution) => Sequential(("1", convolution));

    private static void Initialize(Sequential? classifier)
    {
        if (classifier is not null)
        {
            var convolution = (Conv2d)classifier[0];
            init.normal_(convolution.weight, 0, 0.01);
            init.zeros_(convolution.bias!);
        }
    }
}
