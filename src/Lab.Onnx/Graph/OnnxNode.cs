namespace Lab.Onnx;

/// <summary>One operation of a graph.</summary>
/// <param name="Operation">The operator's name in ONNX.</param>
/// <param name="Name">The node's own name.</param>
/// <param name="Inputs">What it takes; null where an optional input is left out.</param>
/// <param name="Attributes">Its attributes.</param>
/// <param name="Torch">The same function in torch, for <see cref="GraphEvaluation"/>; null if nobody wrote it.</param>
internal sealed record OnnxNode(
    string Operation, string Name, IReadOnlyList<OnnxValue?> Inputs, IReadOnlyList<(string Name, OnnxAttribute Value)> Attributes, Func<Tensor[], Tensor>? Torch);
