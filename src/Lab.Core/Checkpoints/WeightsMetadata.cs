using System.Text.Json;
using System.Text.Json.Nodes;
using Lab.Weights;

namespace Lab.Checkpoints;

/// <summary>
/// What a file of weights says of the model beside its tensors, so that it can be used wherever it goes: how inputs are prepared, the names of the classes and, of a model that can say so, how it is built. They are texts of the safetensors header,
/// which other programs pass over.
/// </summary>
internal sealed record WeightsMetadata(JsonObject? Preparation, IReadOnlyList<string>? Classes, JsonObject? Architecture)
{
    private const string PreparationName = "lab.preparation";
    private const string ClassesName = "lab.classes";
    private const string ArchitectureName = "lab.architecture";

    private static readonly JsonDocumentOptions Json = new() { AllowDuplicateProperties = false };

    /// <summary>What Python's libraries write into files of PyTorch tensors, and some look for.</summary>
    public static IReadOnlyDictionary<string, string> Plain { get; } = new Dictionary<string, string> { ["format"] = "pt" };

    /// <summary>The texts of the header.</summary>
    public IReadOnlyDictionary<string, string> ToTexts()
    {
        var texts = new Dictionary<string, string>(Plain);
        if (Preparation is not null)
        {
            texts.Add(PreparationName, Preparation.ToJsonString());
        }

        if (Classes is not null)
        {
            texts.Add(ClassesName, JsonSerializer.Serialize(Classes));
        }

        if (Architecture is not null)
        {
            texts.Add(ArchitectureName, Architecture.ToJsonString());
        }

        return texts;
    }

    /// <summary>What the header of a file says; nothing of what it does not say.</summary>
    /// <exception cref="LabException">A text is not what its name promises.</exception>
    public static WeightsMetadata Of(WeightFile file)
    {
        try
        {
            return new WeightsMetadata(
                Parse(file, PreparationName)?.AsObject(),
                Parse(file, ClassesName)?.AsArray().Select(name => name?.GetValue<string>() ?? throw new InvalidOperationException($"a name in '{ClassesName}' is null.")).ToArray(),
                Parse(file, ArchitectureName)?.AsObject());
        }
        catch (Exception failure) when (failure is JsonException or InvalidOperationException)
        {
            throw new LabException($"The header of {file.Path} is damaged: {failure.Message}", failure);
        }
    }

    // Null where the header has no such text.
    private static JsonNode? Parse(WeightFile file, string name) => file.Metadata.TryGetValue(name, out var text)
        ? JsonNode.Parse(text, nodeOptions: null, Json) ?? throw new InvalidOperationException($"'{name}' is null.")
        : null;
}
