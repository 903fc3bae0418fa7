using System.Text.Json.Nodes;
using Lab.Runs;

namespace Lab.Vision;

/// <summary>Gathers what a run says of its model.</summary>
internal static class ModelCards
{
    public static ModelCard Of(TrainedRun run, JsonObject architecture, ImagePreprocessing preprocessing, IReadOnlyList<ModelHead> heads)
    {
        var origin = new Dictionary<string, string>
        {
            ["experiment"] = run.Experiment,
            ["run"] = Path.GetFileName(run.Path.TrimEnd(Path.DirectorySeparatorChar)),
            ["checkpoint"] = run.Checkpoint.Name,
            ["weights"] = run.Weights.ToString().ToLowerInvariant(),
        };
        foreach (var (name, version) in run.Versions)
        {
            if (version is JsonValue)
            {
                origin[$"version.{name}"] = version.ToString();
            }
        }

        return new ModelCard { Architecture = architecture, Preprocessing = preprocessing, Heads = heads, Metrics = run.Metrics, Data = run.Data, Origin = origin };
    }
}
