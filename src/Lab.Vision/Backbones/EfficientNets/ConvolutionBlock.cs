using Lab.Onnx;
using TorchSharp.Modules;
using static TorchSharp.torch.nn;

namespace Lab.Vision;

/// <summary>A convolution with its norm and nonlinearity.</summary>
internal sealed class ConvolutionBlock : Module<Tensor, Tensor>, IFoldsNorms, IOnnxModule
{
    // These names are the state dictionary's.
    private readonly Conv2d conv;
    private readonly BatchNorm2d bn1;
    private readonly Activation _activation;

    public ConvolutionBlock(int input, int output, int kernel, int stride, Activation activation)
        : base(nameof(ConvolutionBlock))
    {
        conv = Conv2d(input, output, kernel, stride: stride, padding: kernel / 2, bias: false);
        bn1 = BatchNorm2d(output);
        _activation = activation;
        RegisterComponents();
    }

    public void FoldNorms() => ConvolutionNorm.Fold(conv, bn1);

    public override Tensor forward(Tensor input)
    {
        using var scope = torch.NewDisposeScope();
        return _activation.Apply(ConvolutionNorm.Call(conv, bn1, input)).MoveToOuterDisposeScope();
    }

    public OnnxValue EmitOnnx(OnnxValue input) => _activation.EmitOnnx(ConvolutionNorm.Emit(conv, bn1, input));
}
