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
    // The outermost of those that can: it knows what its parts need.
    private static void LoadPretrained(IServiceProvider provider, Model<TInput, TOutput> model, RunFolder? folder, CancellationToken cancellation)
    {
        ((IModel)model).Complete();
        IEnumerable<IPretrained> parts = model is IPretrained whole ? [whole] : model.modules().OfType<IPretrained>();
        var logger = provider.GetService<ILogger<LabRunner>>();
        var progress = logger is null ? null : new HubLog(logger);
        var reports = new List<WeightReport>();
        foreach (var part in parts)
        {
            if (part.LoadPretrained(progress is null ? null : progress.Report, cancellation) is { } report)
            {
                logger?.LogInformation("Published weights: {Report}", report);
                reports.Add(report);
            }
        }

        if (reports.Count > 0)
        {
            folder?.Set("pretrained", new JsonArray([.. reports.Select(report => (JsonNode)report.ToString())]));
        }
    }
}
