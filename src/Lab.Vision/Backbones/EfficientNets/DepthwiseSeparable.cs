using Lab.Onnx;
using TorchSharp.Modules;
using static TorchSharp.torch.nn;

namespace Lab.Vision;

/// <summary>A depthwise convolution and a 1x1 one.</summary>
internal sealed class DepthwiseSeparable : Module<Tensor, Tensor>, IFoldsNorms, IOnnxModule
{
    // These names are the state dictionary's.
    private readonly Conv2d conv_dw;
    private readonly BatchNorm2d bn1;
    private readonly SqueezeExcitation? se;
    private readonly Conv2d conv_pw;
    private readonly BatchNorm2d bn2;
    private readonly Activation _activation;
    private readonly bool _shortcut;
    private readonly double _dropPath;

    public DepthwiseSeparable(int input, int output, int kernel, int stride, SqueezeExcitation? squeeze, Activation activation, double dropPath)
        : base(nameof(DepthwiseSeparable))
    {
        conv_dw = Conv2d(input, input, kernel, stride: stride, padding: kernel / 2, groups: input, bias: false);
        bn1 = BatchNorm2d(input);
        se = squeeze;
        conv_pw = Conv2d(input, output, 1, bias: false);
        bn2 = BatchNorm2d(output);
        (_activation, _shortcut, _dropPath) = (activation, stride == 1 && input == output, dropPath);
        RegisterComponents();
    }

    public void FoldNorms()
    {
        ConvolutionNorm.Fold(conv_dw, bn1);
        ConvolutionNorm.Fold(conv_pw, bn2);
    }

    public override Tensor forward(Tensor input)
    {
        using var scope = torch.NewDisposeScope();
        var x = _activation.Apply(ConvolutionNorm.Call(conv_dw, bn1, input));
        x = se is null ? x : se.call(x);
        x = ConvolutionNorm.Call(conv_pw, bn2, x);
        return (_shortcut ? DropPath.Apply(x, _dropPath, training).add_(input, Scalars.One) : x).MoveToOuterDisposeScope();
    }

    public OnnxValue EmitOnnx(OnnxValue input)
    {
        var x = _activation.EmitOnnx(ConvolutionNorm.Emit(conv_dw, bn1, input));
        x = se is null ? x : x.Through(se);
        x = ConvolutionNorm.Emit(conv_pw, bn2, x);
        return _shortcut ? x + input : x;
    }
}
