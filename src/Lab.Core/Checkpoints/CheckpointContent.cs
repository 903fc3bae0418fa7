using System.Text.Json;
using System.Text.Json.Nodes;

namespace Lab.Checkpoints;

/// <summary>What a checkpoint holds: a position, a state and any number of files of tensors.</summary>
/// <param name="Position">Where the run stood.</param>
/// <param name="State">What is no tensor: hook states, schedule, metrics so far.</param>
/// <param name="Tensors">The files of tensors, the model's among them. One that holds none is not written.</param>
internal sealed record CheckpointContent(Position Position, JsonObject State, params IReadOnlyList<TensorFile> Tensors)
{
    /// <summary>The files to write; writing one reads the tensors as they are then.</summary>
    public IEnumerable<CheckpointFile> Files => Tensors.Where(file => file.Tensors.Count > 0).Select(file => file.ToFile()).Append(new CheckpointFile(Checkpoint.StateFile, WriteState));

    private void WriteState(Stream stream)
    {
        using var writer = new Utf8JsonWriter(stream, new JsonWriterOptions { Indented = true });
        State.WriteTo(writer, StateJson.Options);
    }
}
