namespace Lab.Onnx;

/// <summary>How a model is exported.</summary>
public sealed class OnnxExportOptions
{
    /// <summary>Whether the outputs are probabilities, a softmax over the last axis, instead of what the model gives. Default: false.</summary>
    public bool Softmax { get; set; }

    /// <summary>The output's name where the model has one; null (the default) for <c>logits</c>, or <c>probabilities</c> with <see cref="Softmax"/>.</summary>
    public string? OutputName { get; set; }

    /// <summary>
    /// How far the graph may be from the model on a random batch, as a share of the largest number that the model gives, at least 0. Default: 1e-4. See <see cref="OnnxExporter"/>.
    /// </summary>
    public double Tolerance { get; set; } = 1e-4;

    /// <summary>How modules are written that do not say it themselves. Default: TorchSharp's.</summary>
    public OnnxEmitters Emitters { get; } = new();

    /// <summary>Texts for the file, by name, such as where the model comes from. Default: none.</summary>
    public IDictionary<string, string> Metadata { get; } = new Dictionary<string, string>(StringComparer.Ordinal);

    /// <summary>The names of the classes, in the order of the outputs; the file holds them as a JSON array under <c>classes</c>. Default: none.</summary>
    public IReadOnlyList<string> ClassNames { get; set; } = [];
}
