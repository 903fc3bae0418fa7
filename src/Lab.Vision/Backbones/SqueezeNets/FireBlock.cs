using Lab.Onnx;
using TorchSharp.Modules;
using static TorchSharp.torch.nn;

namespace Lab.Vision;

/// <summary>A 1x1 convolution to few channels, then a 1x1 and a 3x3 one side by side.</summary>
internal sealed class FireBlock : Module<Tensor, Tensor>, IOnnxModule
{
    // These names are the state dictionary's.
    private readonly Conv2d squeeze;
    private readonly Conv2d expand1x1;
    private readonly Conv2d expand3x3;

    public FireBlock(int input, int squeezed, int expanded)
        : base(nameof(FireBlock))
    {
        squeeze = Conv2d(input, squeezed, 1);
        expand1x1 = Conv2d(squeezed, expanded, 1);
        expand3x3 = Conv2d(squeezed, expanded, 3, padding: 1);
        RegisterComponents();
    }

    public override Tensor forward(Tensor input)
    {
        using var scope = torch.NewDisposeScope();
        var x = squeeze.call(input).relu_();
        return torch.cat([expand1x1.call(x), expand3x3.call(x)], 1).relu_().MoveToOuterDisposeScope();
    }

    public OnnxValue EmitOnnx(OnnxValue input)
    {
        var x = input.Through(squeeze).Relu();
        return OnnxLayout.Concat(1, x.Through(expand1x1), x.Through(expand3x3)).Relu();
    }
}
