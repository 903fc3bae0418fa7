using Lab.Onnx;
using TorchSharp.Modules;
using static TorchSharp.torch.nn;

namespace Lab.Vision;

/// <summary>Attention within windows, rolled by half a window in every second block, and an MLP, each behind a norm and beside a shortcut.</summary>
internal sealed class SwinBlock : Module<Tensor, Tensor?, Tensor>
{
    // These names are the state dictionary's.
    private readonly LayerNorm norm1;
    private readonly WindowAttention attn;
    private readonly LayerNorm norm2;
    private readonly Mlp mlp;
    private readonly int _side;
    private readonly (long Rows, long Columns) _shift;
    private readonly double _dropPath;

    public SwinBlock(int width, int heads, int side, (long Rows, long Columns) shift, double dropPath)
        : base(nameof(SwinBlock))
    {
        norm1 = LayerNorm(width);
        attn = new WindowAttention(width, heads, side);
        norm2 = LayerNorm(width);
        mlp = new Mlp(width, 4 * width);
        (_side, _shift, _dropPath) = (side, shift, dropPath);
        RegisterComponents();
    }

    private bool Shifted => _shift != (0, 0);

    /// <param name="input">[N, height, width, channels].</param>
    /// <param name="mask">See <see cref="Windows.Mask"/>; blocks that do not roll have no use for it.</param>
    public override Tensor forward(Tensor input, Tensor? mask)
    {
        using var scope = torch.NewDisposeScope();
        var x = DropPath.Apply(Attend(norm1.call(input), mask), _dropPath, training).add(input, Scalars.One);
        return DropPath.Apply(mlp.call(norm2.call(x)), _dropPath, training).add_(x, Scalars.One).MoveToOuterDisposeScope();
    }

    private Tensor Attend(Tensor map, Tensor? mask)
    {
        using var scope = torch.NewDisposeScope();
        var (height, width) = (map.size(1), map.size(2));
        var x = Shifted ? map.roll([-_shift.Rows, -_shift.Columns], [1, 2]) : map;
        var (below, right) = (Missing(height), Missing(width));
        if (below > 0 || right > 0)
        {
            x = functional.pad(x, [0, 0, 0, right, 0, below]);
        }

        var windows = attn.call(Windows.Cut(x, _side), Shifted ? mask : null);
        x = Windows.Join(windows, _side, height + below, width + right);
        if (below > 0 || right > 0)
        {
            x = x.narrow(1, 0, height).narrow(2, 0, width);
        }

        return (Shifted ? x.roll([_shift.Rows, _shift.Columns], [1, 2]) : x).MoveToOuterDisposeScope();
    }

    private long Missing(long length) => (_side - (length % _side)) % _side;

    /// <summary>The same in ONNX.</summary>
    /// <param name="input">[N, height, width, channels].</param>
    /// <param name="mask">See <see cref="Windows.Mask"/>; blocks that do not roll have no use for it.</param>
    public OnnxValue EmitOnnx(OnnxValue input, Tensor? mask)
    {
        var x = EmitAttention(input.Through(norm1), mask) + input;
        return x.Through(norm2).Through(mlp) + x;
    }

    private OnnxValue EmitAttention(OnnxValue map, Tensor? mask)
    {
        var (height, width) = (map.Shape[1].Size!.Value, map.Shape[2].Size!.Value);
        var x = map.Roll(1, -_shift.Rows).Roll(2, -_shift.Columns);
        var (below, right) = (Missing(height), Missing(width));
        if (below > 0 || right > 0)
        {
            x = x.Pad(before: [0, 0, 0, 0], after: [0, below, right, 0]);
        }

        var windows = attn.EmitOnnx(Windows.EmitCut(x, _side), Shifted ? mask : null);
        x = Windows.EmitJoin(windows, _side, height + below, width + right);
        if (below > 0 || right > 0)
        {
            x = x.Slice(1, 0, height).Slice(2, 0, width);
        }

        return x.Roll(1, _shift.Rows).Roll(2, _shift.Columns);
    }
}
