using static TorchSharp.torch.nn;

namespace Lab.Tests.Models;

/// <summary>A network that knows its depths: a stem, two blocks, a head.</summary>
internal sealed class StagedNetwork : Model<Tensor, Tensor>, IStagedModel, IFeatureModel<Tensor, Tensor>
{
    private readonly TorchSharp.Modules.Parameter token = Parameter(torch.zeros(1, 4));
    private readonly TorchSharp.Modules.Linear stem = Linear(4, 4);
    private readonly TorchSharp.Modules.ModuleList<TorchSharp.Modules.Linear> blocks = ModuleList(Linear(4, 4), Linear(4, 4));
    private readonly TorchSharp.Modules.BatchNorm1d norm = BatchNorm1d(4);
    private readonly TorchSharp.Modules.Linear head = Linear(4, 3);

    public StagedNetwork() => RegisterComponents();

    public IReadOnlyList<ModelStage> Stages { get; } =
    [
        new(ModelStage.Stem, ["token", "stem.weight", "stem.bias"]),
        new("blocks.0", ["blocks.0.weight", "blocks.0.bias"]),
        new("blocks.1", ["blocks.1.weight", "blocks.1.bias", "norm.weight", "norm.bias"]),
        new(ModelStage.Head, ["head.weight", "head.bias"]),
    ];

    public IReadOnlyCollection<string> NoWeightDecay { get; } = ["token"];

    public override int? ClassCount => 3;

    public override Tensor forward(Tensor input) => Answer(Embed(input));

    public Tensor Embed(Tensor input) => norm.call(functional.relu(blocks[1].call(functional.relu(blocks[0].call(stem.call(input + token))))));

    public Tensor Answer(Tensor embedding) => head.call(embedding);
}

/// <summary>Two heads over a network of another kind, as an experiment's own model.</summary>
internal sealed class HeadedModel : Model<Tensor, Tensor>
{
    private readonly StagedNetwork backbone = new();
    private readonly TorchSharp.Modules.Linear first = Linear(3, 3);
    private readonly TorchSharp.Modules.Linear second = Linear(3, 3);

    public HeadedModel() => RegisterComponents();

    public override Tensor forward(Tensor input) => first.call(backbone.call(input)) + second.call(backbone.call(input));
}
