using Lab.Onnx;
using TorchSharp.Modules;
using static TorchSharp.torch.nn;

namespace Lab.Vision;

/// <summary>The image cut into squares, each projected to a vector: [N, channels, height, width] to [N, rows, columns, width of the vectors].</summary>
internal sealed class PatchEmbedding : Module<Tensor, Tensor>, IOnnxModule
{
    private readonly Conv2d proj;
    private readonly LayerNorm? norm;
    private readonly int _patch;

    /// <param name="inputChannels">Channels of the image.</param>
    /// <param name="width">Length of the vectors.</param>
    /// <param name="patch">Pixels of a square's side.</param>
    /// <param name="normalized">Whether a layer norm follows.</param>
    public PatchEmbedding(int inputChannels, int width, int patch, bool normalized)
        : base(nameof(PatchEmbedding))
    {
        proj = Conv2d(inputChannels, width, patch, stride: patch);
        norm = normalized ? LayerNorm(width) : null;
        _patch = patch;
        RegisterComponents();
    }

    /// <exception cref="LabException">A side of the image is not a multiple of the squares'.</exception>
    public override Tensor forward(Tensor input)
    {
        CheckSize(input.size(2), input.size(3));
        using var scope = torch.NewDisposeScope();
        var patches = proj.call(input).permute(0, 2, 3, 1);
        return (norm is null ? patches : norm.call(patches)).MoveToOuterDisposeScope();
    }

    public OnnxValue EmitOnnx(OnnxValue input)
    {
        CheckSize(input.Shape[2].Known(nameof(PatchEmbedding)), input.Shape[3].Known(nameof(PatchEmbedding)));
        var patches = input.Through(proj).Transpose(0, 2, 3, 1);
        return norm is null ? patches : patches.Through(norm);
    }

    private void CheckSize(long height, long width)
    {
        if (height % _patch != 0 || width % _patch != 0)
        {
            throw new LabException(
                $"This network cuts images into squares of {_patch} pixels, so it cannot take {height} x {width} ones (height x width); resize them to multiples of {_patch}.");
        }
    }
}
