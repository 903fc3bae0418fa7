using System.ComponentModel;

namespace Lab;

/// <summary>What of a model is exported as safetensors.</summary>
[ReadBy(LabVerbs.Export)]
public sealed class SafetensorsExportOptions
{
    /// <summary>One part of the model by its name, such as <c>backbone</c>, whose tensors are then written under the part's own names; null writes the whole model. Default: null.</summary>
    [Description("Part of the model to export as safetensors, such as backbone, under its own names; not set: the whole model")]
    public string? ExportPart { get; set; }
}
