namespace Lab.Onnx;

/// <summary>An output of an exported model.</summary>
/// <param name="Name">What callers ask for.</param>
/// <param name="Value">What they get.</param>
public sealed record OnnxOutput(string Name, OnnxValue Value);
