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
                file.Metadata.TryGetValue(PreparationName, out var preparation) ? JsonNode.Parse(preparation)!.AsObject() : null,
                file.Metadata.TryGetValue(ClassesName, out var classes) ? JsonSerializer.Deserialize<string[]>(classes) : null,
                file.Metadata.TryGetValue(ArchitectureName, out var architecture) ? JsonNode.Parse(architecture)!.AsObject() : null);
        }
        catch (Exception failure) when (failure is JsonException or InvalidOperationException)
        {
            throw new LabException($"The header of {file.Path} is damaged: {failure.Message}", failure);
        }
    }
}
