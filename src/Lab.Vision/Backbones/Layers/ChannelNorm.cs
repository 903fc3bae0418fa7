using Lab.Onnx;
using TorchSharp.Modules;
using static TorchSharp.torch.nn;

namespace Lab.Vision;

/// <summary>Layer normalisation of each position's channels in maps [N, channels, height, width], with parameters named as a LayerNorm's.</summary>
internal sealed class ChannelNorm : Module<Tensor, Tensor>, IOnnxModule
{
    private readonly Parameter weight;
    private readonly Parameter bias;
    private readonly long[] _shape;
    private readonly double _epsilon;

    public ChannelNorm(int channels, double epsilon)
        : base(nameof(ChannelNorm))
    {
        weight = Parameter(torch.ones(channels));
        bias = Parameter(torch.zeros(channels));
        (_shape, _epsilon) = ([channels], epsilon);
        RegisterComponents();
    }

    /// <summary>The result lies in memory as the input does not: channels last.</summary>
    public override Tensor forward(Tensor input)
    {
        using var last = input.permute(0, 2, 3, 1);
        using var normal = functional.layer_norm(last, _shape, weight, bias, _epsilon);
        return normal.permute(0, 3, 1, 2);
    }

    public OnnxValue EmitOnnx(OnnxValue input) => input.Transpose(0, 2, 3, 1)
        .LayerNormalization(input.Graph.Parameter(this, nameof(weight)), input.Graph.Parameter(this, nameof(bias)), _epsilon)
        .Transpose(0, 3, 1, 2);
}
