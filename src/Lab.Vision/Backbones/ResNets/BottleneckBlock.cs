using Lab.Onnx;
using TorchSharp.Modules;
using static TorchSharp.torch.nn;

namespace Lab.Vision;

/// <summary>A 1x1, a 3x3 and a 1x1 convolution beside a shortcut; the 3x3 one strides, in groups for ResNeXt.</summary>
internal sealed class BottleneckBlock : Module<Tensor, Tensor>, IResidualBlock, IFoldsNorms, IOnnxModule
{
    // These names are the state dictionary's.
    private readonly Conv2d conv1;
    private readonly BatchNorm2d bn1;
    private readonly Conv2d conv2;
    private readonly BatchNorm2d bn2;
    private readonly Conv2d conv3;
    private readonly BatchNorm2d bn3;
    private readonly Sequential? downsample;
    private readonly double _dropPath;

    /// <param name="input">Channels of the input.</param>
    /// <param name="width">Channels between the 1x1 convolutions.</param>
    /// <param name="groups">Groups of the 3x3 convolution.</param>
    /// <param name="output">Channels of the output.</param>
    /// <param name="stride">Of the 3x3 convolution.</param>
    /// <param name="dropPath">Rate of stochastic depth.</param>
    public BottleneckBlock(int input, int width, int groups, int output, int stride, double dropPath)
        : base(nameof(BottleneckBlock))
    {
        conv1 = Conv2d(input, width, 1, bias: false);
        bn1 = BatchNorm2d(width);
        conv2 = Conv2d(width, width, 3, stride: stride, padding: 1, groups: groups, bias: false);
        bn2 = BatchNorm2d(width);
        conv3 = Conv2d(width, output, 1, bias: false);
        bn3 = BatchNorm2d(output);
        downsample = Shortcut.Create(input, output, stride);
        _dropPath = dropPath;
        RegisterComponents();
    }

    public void ZeroLastNorm() => init.zeros_(bn3.weight);

    public void FoldNorms()
    {
        ConvolutionNorm.Fold(conv1, bn1);
        ConvolutionNorm.Fold(conv2, bn2);
        ConvolutionNorm.Fold(conv3, bn3);
        Shortcut.FoldNorm(downsample);
    }

    public override Tensor forward(Tensor input)
    {
        using var scope = torch.NewDisposeScope();
        var x = ConvolutionNorm.Call(conv1, bn1, input).relu_();
        x = ConvolutionNorm.Call(conv2, bn2, x).relu_();
        x = DropPath.Apply(ConvolutionNorm.Call(conv3, bn3, x), _dropPath, training);
        var shortcut = Shortcut.Call(downsample, input);
        return x.add_(shortcut, Scalars.One).relu_().MoveToOuterDisposeScope();
    }

    public OnnxValue EmitOnnx(OnnxValue input)
    {
        var x = ConvolutionNorm.Emit(conv1, bn1, input).Relu();
        x = ConvolutionNorm.Emit(conv2, bn2, x).Relu();
        x = ConvolutionNorm.Emit(conv3, bn3, x);
        return (x + Shortcut.Emit(downsample, input)).Relu();
    }
}
