using Lab.Onnx;
using TorchSharp.Modules;
using static TorchSharp.torch.nn;

namespace Lab.Vision;

/// <summary>Attention and an MLP, each behind a norm and beside a shortcut.</summary>
internal sealed class TransformerBlock : Module<Tensor, Tensor>, IOnnxModule
{
    // These names are the state dictionary's.
    private readonly LayerNorm norm1;
    private readonly SelfAttention attn;
    private readonly LayerNorm norm2;
    private readonly Mlp mlp;
    private readonly double _dropPath;

    public TransformerBlock(int width, int heads, double dropPath)
        : base(nameof(TransformerBlock))
    {
        norm1 = LayerNorm(width, eps: VisionTransformer.Epsilon);
        attn = new SelfAttention(width, heads);
        norm2 = LayerNorm(width, eps: VisionTransformer.Epsilon);
        mlp = new Mlp(width, 4 * width);
        _dropPath = dropPath;
        RegisterComponents();
    }

    public override Tensor forward(Tensor input)
    {
        using var scope = torch.NewDisposeScope();
        var x = DropPath.Apply(attn.call(norm1.call(input)), _dropPath, training).add_(input, Scalars.One);
        return DropPath.Apply(mlp.call(norm2.call(x)), _dropPath, training).add_(x, Scalars.One).MoveToOuterDisposeScope();
    }

    public OnnxValue EmitOnnx(OnnxValue input)
    {
        var x = input.Through(norm1).Through(attn) + input;
        return x.Through(norm2).Through(mlp) + x;
    }
}
