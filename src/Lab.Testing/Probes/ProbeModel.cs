using static TorchSharp.torch;

namespace Lab.Testing;

/// <summary>A small network with dropout and batch normalisation, the two parts whose bits are most easily disturbed.</summary>
internal sealed class ProbeModel : Model<Tensor, Tensor>
{
    private readonly TorchSharp.Modules.Linear hidden = nn.Linear(ProbeCollator.Features, 12);
    private readonly TorchSharp.Modules.BatchNorm1d norm = nn.BatchNorm1d(12);
    private readonly TorchSharp.Modules.Dropout dropout = nn.Dropout(0.2);
    private readonly TorchSharp.Modules.Linear head = nn.Linear(12, 3);
    private int _trained;

    /// <summary>The batch of training, from 0, at which the model fails; null for a sound one.</summary>
    public int? FailsAt { get; init; }

    public override int? ClassCount => 3;

    public override Tensor forward(Tensor input) => training && _trained++ == FailsAt
        ? throw new ProbeFailure()
        : head.call(dropout.call(nn.functional.relu(norm.call(hidden.call(input)))));
}

/// <summary>What fails on purpose.</summary>
internal sealed class ProbeFailure : Exception
{
    public ProbeFailure()
        : base("fails on purpose")
    {
    }
}

internal sealed class ProbeLoss : Loss<Tensor, Tensor>
{
    public override Tensor forward(Tensor output, Tensor target, LossArguments arguments) => nn.functional.cross_entropy(output, target);
}
