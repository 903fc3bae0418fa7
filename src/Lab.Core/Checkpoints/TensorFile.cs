using Lab.Weights;

namespace Lab.Checkpoints;

/// <summary>Tensors that a checkpoint keeps together.</summary>
/// <param name="Name">The name of their safetensors file.</param>
/// <param name="Tensors">Their names and values, of any device and memory layout.</param>
internal sealed record TensorFile(string Name, IReadOnlyList<KeyValuePair<string, Tensor>> Tensors)
{
    // What Python's libraries write into files of PyTorch tensors, and some look for.
    private static readonly Dictionary<string, string> Metadata = new() { ["format"] = "pt" };

    public CheckpointFile ToFile() => new(Name, stream => SafetensorsWriter.Write(stream, Tensors, Metadata));
}
