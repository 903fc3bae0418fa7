using Lab.Onnx;
using TorchSharp.Modules;
using static TorchSharp.torch.nn;

namespace Lab.Vision;

/// <summary>A 7x7 depthwise convolution, a norm and an MLP beside a shortcut, scaled per channel.</summary>
internal sealed class ConvNextBlock : Module<Tensor, Tensor>, IOnnxModule
{
    // These names are the state dictionary's.
    private readonly Parameter gamma;
    private readonly Conv2d conv_dw;
    private readonly LayerNorm norm;
    private readonly Mlp mlp;
    private readonly double _dropPath;

    public ConvNextBlock(int channels, bool convolutionalMlp, double dropPath)
        : base(nameof(ConvNextBlock))
    {
        // Each block begins close to the identity.
        gamma = Parameter(torch.full(channels, 1e-6));
        conv_dw = Conv2d(channels, channels, 7, padding: 3, groups: channels);
        norm = LayerNorm(channels, eps: ConvNext.Epsilon);
        mlp = new Mlp(channels, 4 * channels, convolutionalMlp);
        _dropPath = dropPath;
        RegisterComponents();
    }

    public override Tensor forward(Tensor input)
    {
        using var scope = torch.NewDisposeScope();
        var x = conv_dw.call(input).permute(0, 2, 3, 1);
        x = DropPath.Apply(mlp.call(norm.call(x)), _dropPath, training).permute(0, 3, 1, 2);
        return torch.addcmul(input, x, gamma.view(-1, 1, 1), Scalars.One).MoveToOuterDisposeScope();
    }

    public OnnxValue EmitOnnx(OnnxValue input)
    {
        var x = input.Through(conv_dw).Transpose(0, 2, 3, 1).Through(norm).Through(mlp);
        return input + (x * input.Graph.Parameter(this, nameof(gamma))).Transpose(0, 3, 1, 2);
    }
}
