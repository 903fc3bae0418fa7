using System.Text.Json.Nodes;
using Lab.Hub;
using Lab.Runs;
using Lab.Weights;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Lab.Hosting;

/// <content>Where the weights of a training that begins are from.</content>
internal sealed partial class Experiment<TSample, TInput, TOutput, TTarget>
{
    private static void LoadPretrained(IServiceProvider provider, Model<TInput, TOutput> model, RunFolder? folder, CancellationToken cancellation)
    {
        var logger = provider.GetService<ILogger<LabRunner>>();
        var reports = model.LoadPretrainedParts(logger is null ? null : new HubLog(logger).Report, cancellation);
        foreach (var report in reports)
        {
            logger?.LogInformation("Published weights: {Report}", report);
        }

        if (reports.Count > 0)
        {
            folder?.Set("pretrained", new JsonArray([.. reports.Select(report => (JsonNode)report.ToString())]));
        }
    }
}
