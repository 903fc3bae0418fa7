using Lab.Onnx;
using TorchSharp.Modules;
using static TorchSharp.torch.nn;

namespace Lab.Vision;

/// <summary>Weighs channels by what all positions say together: Hu et al. 2018, "Squeeze-and-excitation networks", arXiv:1709.01507.</summary>
internal sealed class SqueezeExcitation : Module<Tensor, Tensor>, IOnnxModule
{
    private readonly Conv2d conv_reduce;
    private readonly Conv2d conv_expand;
    private readonly Activation _activation;
    private readonly bool _hard;

    /// <param name="channels">Channels of the map.</param>
    /// <param name="reduced">Channels between the two layers.</param>
    /// <param name="activation">Between the two layers.</param>
    /// <param name="hard">Whether the gate is min(max(x + 3, 0), 6) / 6 instead of the logistic function.</param>
    public SqueezeExcitation(int channels, int reduced, Activation activation, bool hard)
        : base(nameof(SqueezeExcitation))
    {
        conv_reduce = Conv2d(channels, reduced, 1);
        conv_expand = Conv2d(reduced, channels, 1);
        (_activation, _hard) = (activation, hard);
        RegisterComponents();
    }

    public override Tensor forward(Tensor input)
    {
        using var scope = torch.NewDisposeScope();
        var x = input.mean([2, 3], keepdim: true);
        x = conv_expand.call(_activation.Apply(conv_reduce.call(x)));
        return (input * (_hard ? functional.hardsigmoid(x) : x.sigmoid())).MoveToOuterDisposeScope();
    }

    public OnnxValue EmitOnnx(OnnxValue input)
    {
        var x = input.GlobalAveragePool();
        x = _activation.EmitOnnx(x.Through(conv_reduce)).Through(conv_expand);
        return input * (_hard ? x.HardSigmoid() : x.Sigmoid());
    }
}
