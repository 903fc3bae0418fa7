using Lab.Onnx;
using TorchSharp.Modules;
using static TorchSharp.torch.nn;

namespace Lab.Vision;

/// <summary>Attention of a sequence to itself in several heads: Vaswani et al. 2017, arXiv:1706.03762.</summary>
internal sealed class SelfAttention : Module<Tensor, Tensor>, IOnnxModule
{
    // These names are the state dictionary's.
    private readonly Linear qkv;
    private readonly Linear proj;
    private readonly int _heads;

    public SelfAttention(int width, int heads)
        : base(nameof(SelfAttention))
    {
        qkv = Linear(width, 3 * width);
        proj = Linear(width, width);
        _heads = heads;
        RegisterComponents();
    }

    public override Tensor forward(Tensor input)
    {
        using var scope = torch.NewDisposeScope();
        return proj.call(AttentionHeads.Attend(qkv.call(input), _heads, bias: null)).MoveToOuterDisposeScope();
    }

    public OnnxValue EmitOnnx(OnnxValue input) => AttentionHeads.EmitOnnx(input.Through(qkv), _heads, bias: null).Through(proj);
}
