using Lab.Weights;

namespace Lab.Checkpoints;

/// <summary>Tensors that a checkpoint keeps together.</summary>
/// <param name="Name">The name of their safetensors file.</param>
/// <param name="Tensors">Their names and values, of any device and memory layout.</param>
/// <param name="Metadata">Texts of the header; if null, the one that Python's libraries write into files of PyTorch tensors, and some look for.</param>
internal sealed record TensorFile(string Name, IReadOnlyList<KeyValuePair<string, Tensor>> Tensors, IReadOnlyDictionary<string, string>? Metadata = null)
{
    public CheckpointFile ToFile() => new(Name, stream => SafetensorsWriter.Write(stream, Tensors, Metadata ?? WeightsMetadata.Plain));
}
