using System.Text.Json.Nodes;

namespace Lab.Checkpoints;

/// <summary>What a checkpoint holds.</summary>
/// <param name="Position">Where the run stood.</param>
/// <param name="Model">The model's state dictionary.</param>
/// <param name="Optimizer">The optimizer's state.</param>
/// <param name="State">Everything else: hook states, schedule, metrics so far.</param>
internal sealed record CheckpointContent(
    Position Position, IReadOnlyList<KeyValuePair<string, Tensor>> Model, IReadOnlyList<KeyValuePair<string, Tensor>> Optimizer, JsonObject State)
{
    /// <summary>The averaged weights, under the model's names; none without averaging.</summary>
    public IReadOnlyList<KeyValuePair<string, Tensor>> Average { get; init; } = [];

    /// <summary>Tensors of other hooks, as <c>hook/tensor</c>.</summary>
    public IReadOnlyList<KeyValuePair<string, Tensor>> Hooks { get; init; } = [];
}
