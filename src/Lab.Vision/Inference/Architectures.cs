using System.Text.Json;
using System.Text.Json.Nodes;
using Lab.Inference;

namespace Lab.Vision;

/// <summary>What a file says is to be built: a backbone by its name, which needs nobody, or a model of an experiment, which needs the application that has it.</summary>
internal static class Architectures
{
    private const string Experiment = "experiment";
    private const string Options = "options";

    public static JsonObject OfExperiment(string experiment, IReadOnlyDictionary<string, string> options) => new()
    {
        [Experiment] = experiment,
        [Options] = new JsonObject(options.Select(pair => KeyValuePair.Create(pair.Key, (JsonNode?)pair.Value))),
    };

    /// <summary>Builds the model. Nothing is taken from the file but names, numbers and texts.</summary>
    /// <param name="architecture">What to build.</param>
    /// <param name="labels">The names of the classes, as far as they are known.</param>
    /// <param name="path">What errors call the file.</param>
    /// <param name="runner">The application's experiments, or null.</param>
    public static InferenceModel Build(JsonObject architecture, IReadOnlyList<string>? labels, string path, LabRunner? runner)
    {
        try
        {
            if (architecture[BackboneArchitecture.Name] is not null)
            {
                var backbone = BackboneArchitecture.Build(architecture, labels);
                return InferenceModel.Of(backbone, labels ?? [.. Enumerable.Range(0, backbone.ClassCount!.Value).Select(index => $"{index}")]);
            }

            var experiment = architecture[Experiment]!.GetValue<string>();
            var options = architecture[Options]!.AsObject().ToDictionary(pair => pair.Key, pair => pair.Value!.GetValue<string>());
            return runner?.CreateModel(experiment, options, labels)
                ?? throw new LabException($"{path} holds a model of the experiment '{experiment}', which only an application with this experiment can build: add the experiment to the services (services.AddLab), or give its LabRunner to Predictor.Load.");
        }
        catch (Exception failure) when (failure is JsonException or InvalidOperationException or NullReferenceException or FormatException or ArgumentException or OverflowException)
        {
            throw new LabException($"{path} does not say what model it holds: {failure.Message}", failure);
        }
    }
}
