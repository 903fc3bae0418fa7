using Lab.Onnx;
using TorchSharp.Modules;
using static TorchSharp.torch.nn;

namespace Lab.Vision;

/// <summary>Two 3x3 convolutions beside a shortcut, which a 1x1 convolution brings to the same shape where it has another.</summary>
internal sealed class BasicBlock : Module<Tensor, Tensor>, IResidualBlock, IFoldsNorms, IOnnxModule
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

    public void FoldNorms()
    {
        ConvolutionNorm.Fold(conv1, bn1);
        ConvolutionNorm.Fold(conv2, bn2);
        Shortcut.FoldNorm(downsample);
    }

    public override Tensor forward(Tensor input)
    {
        using var scope = torch.NewDisposeScope();
        var x = ConvolutionNorm.Call(conv1, bn1, input).relu_();
        x = DropPath.Apply(ConvolutionNorm.Call(conv2, bn2, x), _dropPath, training);
        var shortcut = Shortcut.Call(downsample, input);
        return x.add_(shortcut, Scalars.One).relu_().MoveToOuterDisposeScope();
    }

    public OnnxValue EmitOnnx(OnnxValue input)
    {
        var x = ConvolutionNorm.Emit(conv1, bn1, input).Relu();
        x = ConvolutionNorm.Emit(conv2, bn2, x);
        return (x + Shortcut.Emit(downsample, input)).Relu();
    }
}
