using Lab.Onnx;
using TorchSharp.Modules;
using static TorchSharp.torch.nn;

namespace Lab.Vision;

/// <summary>Half the resolution at twice the channels: each 2x2 square of positions becomes one.</summary>
internal sealed class PatchMerging : Module<Tensor, Tensor>, IOnnxModule
{
    // These names are the state dictionary's.
    private readonly LayerNorm norm;
    private readonly Linear reduction;

    public PatchMerging(int width)
        : base(nameof(PatchMerging))
    {
        norm = LayerNorm(4 * width);
        reduction = Linear(4 * width, 2 * width, hasBias: false);
        RegisterComponents();
    }

    /// <summary>[N, height, width, channels] to half the height and width, rounded up, and twice the channels.</summary>
    public override Tensor forward(Tensor input)
    {
        using var scope = torch.NewDisposeScope();
        var x = input.size(1) % 2 == 0 && input.size(2) % 2 == 0 ? input : functional.pad(input, [0, 0, 0, input.size(2) % 2, 0, input.size(1) % 2]);

        // Columns before rows: the order of the published weights.
        x = x.reshape(x.size(0), x.size(1) / 2, 2, x.size(2) / 2, 2, x.size(3)).permute(0, 1, 3, 4, 2, 5).flatten(3);
        return reduction.call(norm.call(x)).MoveToOuterDisposeScope();
    }

    public OnnxValue EmitOnnx(OnnxValue input)
    {
        var (height, width, channels) = (input.Shape[1].Size!.Value, input.Shape[2].Size!.Value, input.Shape[3].Size!.Value);
        var x = height % 2 == 0 && width % 2 == 0 ? input : input.Pad(before: [0, 0, 0, 0], after: [0, height % 2, width % 2, 0]);
        (height, width) = ((height + 1) / 2, (width + 1) / 2);
        x = x.Reshape(x.Shape[0], height, 2, width, 2, channels).Transpose(0, 1, 3, 4, 2, 5).Reshape(x.Shape[0], height, width, 4 * channels);
        return x.Through(norm).Through(reduction);
    }
}
