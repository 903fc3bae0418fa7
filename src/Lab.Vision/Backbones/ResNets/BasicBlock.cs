using Lab.Onnx;
using TorchSharp.Modules;
using static TorchSharp.torch.nn;

namespace Lab.Vision;

/// <summary>Two 3x3 convolutions beside a shortcut, which a 1x1 convolution brings to the same shape where it has another.</summary>
internal sealed class BasicBlock : Module<Tensor, Tensor>, IResidualBlock, IOnnxModule
{
    // These names are the state dictionary's.
    private readonly Conv2d conv1;
    private readonly BatchNorm2d bn1;
    private readonly Conv2d conv2;
    private readonly BatchNorm2d bn2;
    private readonly Sequential? downsample;
    private readonly double _dropPath;

    public BasicBlock(int input, int output, int stride, double dropPath)
        : base(nameof(BasicBlock))
    {
        conv1 = Conv2d(input, output, 3, stride: stride, padding: 1, bias: false);
        bn1 = BatchNorm2d(output);
        conv2 = Conv2d(output, output, 3, padding: 1, bias: false);
        bn2 = BatchNorm2d(output);
        downsample = Shortcut.Create(input, output, stride);
        _dropPath = dropPath;
        RegisterComponents();
    }

    public void ZeroLastNorm() => init.zeros_(bn2.weight);

    public override Tensor forward(Tensor input)
    {
        using var scope = torch.NewDisposeScope();
        var x = conv1.call(input);
        x = bn1.call(x).relu_();
        x = conv2.call(x);
        x = DropPath.Apply(bn2.call(x), _dropPath, training);
        var shortcut = downsample is null ? input : downsample.call(input);
        return x.add_(shortcut, Scalars.One).relu_().MoveToOuterDisposeScope();
    }

    public OnnxValue EmitOnnx(OnnxValue input)
    {
        var x = input.Through(conv1).Through(bn1).Relu();
        x = x.Through(conv2).Through(bn2);
        return (x + (downsample is null ? input : input.Through(downsample))).Relu();
    }
}
