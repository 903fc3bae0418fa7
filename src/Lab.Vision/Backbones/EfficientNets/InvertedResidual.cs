using Lab.Onnx;
using TorchSharp.Modules;
using static TorchSharp.torch.nn;

namespace Lab.Vision;

/// <summary>A 1x1 convolution to more channels, a depthwise one, and a 1x1 one back: Sandler et al. 2018, arXiv:1801.04381.</summary>
internal sealed class InvertedResidual : Module<Tensor, Tensor>, IFoldsNorms, IOnnxModule
{
    // These names are the state dictionary's.
    private readonly Conv2d conv_pw;
    private readonly BatchNorm2d bn1;
    private readonly Conv2d conv_dw;
    private readonly BatchNorm2d bn2;
    private readonly SqueezeExcitation? se;
    private readonly Conv2d conv_pwl;
    private readonly BatchNorm2d bn3;
    private readonly Activation _activation;
    private readonly bool _shortcut;
    private readonly double _dropPath;

    public InvertedResidual(int input, int middle, int output, int kernel, int stride, SqueezeExcitation? squeeze, Activation activation, double dropPath)
        : base(nameof(InvertedResidual))
    {
        conv_pw = Conv2d(input, middle, 1, bias: false);
        bn1 = BatchNorm2d(middle);
        conv_dw = Conv2d(middle, middle, kernel, stride: stride, padding: kernel / 2, groups: middle, bias: false);
        bn2 = BatchNorm2d(middle);
        se = squeeze;
        conv_pwl = Conv2d(middle, output, 1, bias: false);
        bn3 = BatchNorm2d(output);
        (_activation, _shortcut, _dropPath) = (activation, stride == 1 && input == output, dropPath);
        RegisterComponents();
    }

    public void FoldNorms()
    {
        ConvolutionNorm.Fold(conv_pw, bn1);
        ConvolutionNorm.Fold(conv_dw, bn2);
        ConvolutionNorm.Fold(conv_pwl, bn3);
    }

    public override Tensor forward(Tensor input)
    {
        using var scope = torch.NewDisposeScope();
        var x = _activation.Apply(ConvolutionNorm.Call(conv_pw, bn1, input));
        x = _activation.Apply(ConvolutionNorm.Call(conv_dw, bn2, x));
        x = se is null ? x : se.call(x);
        x = ConvolutionNorm.Call(conv_pwl, bn3, x);
        return (_shortcut ? DropPath.Apply(x, _dropPath, training).add_(input, Scalars.One) : x).MoveToOuterDisposeScope();
    }

    public OnnxValue EmitOnnx(OnnxValue input)
    {
        var x = _activation.EmitOnnx(ConvolutionNorm.Emit(conv_pw, bn1, input));
        x = _activation.EmitOnnx(ConvolutionNorm.Emit(conv_dw, bn2, x));
        x = se is null ? x : x.Through(se);
        x = ConvolutionNorm.Emit(conv_pwl, bn3, x);
        return _shortcut ? x + input : x;
    }
}
