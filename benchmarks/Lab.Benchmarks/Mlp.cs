using TorchSharp.Modules;

namespace Lab.Benchmarks;

/// <summary>A model so small that a step is nearly all calls: 4 to 16 to 3.</summary>
internal sealed class Mlp : Model<Tensor, Tensor>
{
    private readonly Linear _first = torch.nn.Linear(4, 16);
    private readonly Linear _second = torch.nn.Linear(16, 3);

    public Mlp() => RegisterComponents();

    public override Tensor forward(Tensor input) => _second.call(torch.nn.functional.relu(_first.call(input)));
}
