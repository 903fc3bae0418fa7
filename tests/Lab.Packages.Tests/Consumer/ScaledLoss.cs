using static TorchSharp.torch.nn;

namespace Consumer;

/// <summary>Cross entropy times a factor that a hook gives.</summary>
internal sealed class ScaledLoss : Loss<Tensor, Tensor>
{
    public static readonly LossArgument<double> Factor = new("factor");

    public override Tensor forward(Tensor output, Tensor target, LossArguments arguments) =>
        functional.cross_entropy(output, target) * arguments.Get(Factor, 1.0);
}

/// <summary>Takes another output than <see cref="ColorModel"/> gives: adding it to the experiment must not compile.</summary>
internal sealed class PairLoss : Loss<(Tensor First, Tensor Second), Tensor>
{
    public override Tensor forward((Tensor First, Tensor Second) output, Tensor target, LossArguments arguments) => output.First - output.Second;
}
