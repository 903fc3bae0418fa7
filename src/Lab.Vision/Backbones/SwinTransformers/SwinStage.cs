using Lab.Onnx;
using TorchSharp.Modules;
using static TorchSharp.torch.nn;

namespace Lab.Vision;

/// <summary>Blocks at one resolution, behind the merging of the stage before.</summary>
internal sealed class SwinStage : Module<Tensor, Tensor>, IOnnxModule
{
    // These names are the state dictionary's.
    private readonly PatchMerging? downsample;
    private readonly ModuleList<SwinBlock> blocks;
    private readonly int _side;
    private readonly (long Rows, long Columns) _shift;

    /// <param name="width">Channels of this stage.</param>
    /// <param name="heads">Heads of attention.</param>
    /// <param name="side">Positions of a window's side.</param>
    /// <param name="merge">Whether the resolution is halved.</param>
    /// <param name="size">Height and width of the map that the stage is built for: an axis that one window covers is not rolled.</param>
    /// <param name="dropPaths">A rate per block.</param>
    public SwinStage(int width, int heads, int side, bool merge, (int Height, int Width) size, IEnumerable<double> dropPaths)
        : base(nameof(SwinStage))
    {
        (_side, _shift) = (side, (size.Height <= side ? 0 : side / 2, size.Width <= side ? 0 : side / 2));
        downsample = merge ? new PatchMerging(width / 2) : null;
        blocks = ModuleList([.. dropPaths.Select((rate, index) => new SwinBlock(width, heads, side, index % 2 == 0 ? (0, 0) : _shift, rate))]);
        RegisterComponents();
    }

    public int BlockCount => blocks.Count;

    public override Tensor forward(Tensor input)
    {
        using var scope = torch.NewDisposeScope();
        var x = downsample is null ? input : downsample.call(input);
        var mask = _shift == (0, 0) || blocks.Count == 1 ? null : Windows.Mask(Padded(x.size(1)), Padded(x.size(2)), _side, _shift, x);
        for (var index = 0; index < blocks.Count; index++)
        {
            var before = x;
            x = blocks[index].call(x, mask);
            if (!ReferenceEquals(before, input))
            {
                before.Dispose();
            }
        }

        return x.MoveToOuterDisposeScope();
    }

    private long Padded(long length) => (length + _side - 1) / _side * _side;

    public OnnxValue EmitOnnx(OnnxValue input)
    {
        var x = downsample is null ? input : input.Through(downsample);
        var like = parameters().First();
        var mask = _shift == (0, 0) || blocks.Count == 1 ? null : Windows.Mask(Padded(x.Shape[1].Size!.Value), Padded(x.Shape[2].Size!.Value), _side, _shift, like);
        foreach (var block in blocks)
        {
            x = x.Within(block, value => block.EmitOnnx(value, mask));
        }

        return x;
    }
}
