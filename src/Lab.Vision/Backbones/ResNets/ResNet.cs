using TorchSharp.Modules;
using static TorchSharp.torch.nn;

namespace Lab.Vision;

/// <summary>Residual networks of basic blocks.</summary>
/// <remarks>
/// <para>Paper: He, Zhang, Ren, Sun 2015, "Deep residual learning for image recognition", arXiv:1512.03385.</para>
/// <para>Reference: timm's <c>resnet18</c> and <c>resnet34</c> (github.com/huggingface/pytorch-image-models, <c>timm/models/resnet.py</c>,
/// Apache-2.0), whose parameter names, order, initialisation and outputs it reproduces; torchvision's networks of these names are the
/// same functions with the same names (BSD-3-Clause).</para>
/// <para>Weights: any file of these names fits, such as torchvision's <c>ResNet18_Weights.IMAGENET1K_V1</c> (BSD-3-Clause) or timm's <c>resnet18.a1_in1k</c>
/// (Apache-2.0); none is shipped.</para>
/// </remarks>
public sealed class ResNet : Backbone
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
    /// <param name="inputChannels">Channels of the input images, at least 1.</param>
    public ResNet(string name, ResNetDesign design, int classCount, int inputChannels = 3)
        : base(name, Last(design), classCount, inputChannels)
    {
        var (blocks, widths) = (design.Blocks, design.Widths);
        conv1 = Conv2d(inputChannels, widths[0], design.StemKernel, stride: 2, padding: design.StemKernel / 2, bias: false);
        bn1 = BatchNorm2d(widths[0]);
        layer1 = Stage(widths[0], widths[0], blocks[0], stride: 1);
        layer2 = Stage(widths[0], widths[1], blocks[1], stride: 2);
        layer3 = Stage(widths[1], widths[2], blocks[2], stride: 2);
        layer4 = Stage(widths[2], widths[3], blocks[3], stride: 2);
        fc = classCount > 0 ? Linear(FeatureCount, classCount) : null;
        RegisterComponents();
        Initialization.KaimingFanOut(this);
        foreach (var block in modules().OfType<BasicBlock>())
        {
            block.ZeroLastNorm();
        }
    }

    /// <summary>ResNet-18: 11.7 million parameters with 1,000 classes.</summary>
    public static ResNet ResNet18(int classCount, int inputChannels = 3) =>
        new("resnet18", new ResNetDesign([2, 2, 2, 2], [64, 128, 256, 512]), classCount, inputChannels);

    /// <summary>ResNet-34: 21.8 million parameters with 1,000 classes.</summary>
    public static ResNet ResNet34(int classCount, int inputChannels = 3) =>
        new("resnet34", new ResNetDesign([3, 4, 6, 3], [64, 128, 256, 512]), classCount, inputChannels);

    /// <summary>
    /// A ResNet-10 of a quarter of the usual width with a 3x3 stem, Lab's own: about 0.3 million parameters, for images of about 64 to 160
    /// pixels on a few processor cores. There are no published weights.
    /// </summary>
    public static ResNet Slim10(int classCount, int inputChannels = 3) =>
        new("resnet10_slim", new ResNetDesign([1, 1, 1, 1], [16, 32, 64, 128], StemKernel: 3), classCount, inputChannels);

    /// <inheritdoc/>
    public override Tensor ForwardFeatures(Tensor images)
    {
        using var scope = torch.NewDisposeScope();
        var x = conv1.call(images);
        x = bn1.call(x).relu_();
        x = functional.max_pool2d(x, kernel_size: 3, stride: 2, padding: 1);
        x = layer1.call(x);
        x = layer2.call(x);
        x = layer3.call(x);
        x = layer4.call(x);
        return x.MoveToOuterDisposeScope();
    }

    /// <inheritdoc/>
    public override Tensor ForwardHead(Tensor features, bool embedding = false)
    {
        ArgumentNullException.ThrowIfNull(features);
        var pooled = features.mean([2, 3]);
        if (embedding || fc is null)
        {
            return pooled;
        }

        using (pooled)
        {
            return fc.call(pooled);
        }
    }

    /// <inheritdoc/>
    protected override void ReplaceClassifier(int classCount)
    {
        var replacement = classCount > 0 ? Linear(FeatureCount, classCount, device: conv1.weight.device, dtype: conv1.weight.dtype) : null;
        if (fc is not null)
        {
            _internal_submodules.Remove(nameof(fc));
            fc.Dispose();
        }

        fc = replacement;
        if (fc is not null)
        {
            register_module(nameof(fc), fc);
        }
    }

    private static int Last(ResNetDesign design)
    {
        ArgumentNullException.ThrowIfNull(design);
        return design.Widths[^1];
    }

    private static Sequential Stage(int input, int output, int blocks, int stride) => Sequential(
        Enumerable.Range(0, blocks).Select(index => (index.ToString(System.Globalization.CultureInfo.InvariantCulture), (Module<Tensor, Tensor>)(index == 0
            ? new BasicBlock(input, output, stride)
            : new BasicBlock(output, output, stride: 1)))));
}
