namespace Lab.Onnx;

/// <summary>What an export has written.</summary>
/// <param name="Path">The file.</param>
/// <param name="Bytes">Its length.</param>
/// <param name="Nodes">Operations in the graph.</param>
/// <param name="Inputs">The inputs, by name, type and shape.</param>
/// <param name="Outputs">The outputs, by name, type and shape.</param>
/// <param name="Difference">
/// How far the graph was from the model on a random batch, as a share of the largest number that the model gave; null if the graph has an operation without a form in torch.
/// </param>
public sealed record OnnxExportResult(string Path, long Bytes, int Nodes, IReadOnlyList<string> Inputs, IReadOnlyList<string> Outputs, double? Difference);
