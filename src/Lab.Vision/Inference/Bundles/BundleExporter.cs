using System.Globalization;
using System.Text.Json.Nodes;
using Lab.Inference;

namespace Lab.Vision;

/// <summary>
/// Writes a run's model as a bundle: one file with weights, architecture, preprocessing, labels, metrics, hashes of the data, versions, and golden inputs with their answers. <see cref="Predictor.Load(string, PredictorOptions?, LabRunner?)"/>
/// reads it, and readers of safetensors find the weights under their own names. <c>.BundleExport()</c> adds it to an experiment.
/// </summary>
public sealed class BundleExporter : ModelExporter
{
    /// <inheritdoc/>
    public override string Extension => ".bundle.safetensors";

    /// <inheritdoc/>
    public override IReadOnlyList<string> Export(ModelExport export, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(export);
        if (export.Run is not { } run || export.Inference is not { } model)
        {
            throw new LabException("A bundle is written of a run whose model takes a tensor of images and whose heads are known: where its output is no tensor, add .Head(name, output => ..., labels) to the experiment for each of them.");
        }

        var preprocessing = run.Preparation is { } preparation
            ? ImagePreprocessing.FromJson(preparation)
            : throw new LabException($"{run.Path} does not say how images become its model's input: its collator is no ImageCollator.");
        run.CheckHeads(model.Heads);
        cancellation.ThrowIfCancellationRequested();
        var architecture = (model.Module as IRebuildable)?.Architecture ?? Architectures.OfExperiment(run.Experiment, run.Options);
        var card = Bundle.Write(export.Path, model, ModelCards.Of(run, architecture, preprocessing, model.Heads));
        using (Bundle.Open(export.Path))
        {
            // What was written can be read, and is what was meant.
        }

        return
        [
            $"takes images, {preprocessing}",
            .. card.Heads.Select(head => $"gives {head.Name}: {string.Join(", ", head.Labels.Take(6))}{(head.Labels.Count > 6 ? $" and {head.Labels.Count - 6} more" : string.Empty)}"),
            .. card.Metrics.Where(metric => metric.Key.EndsWith("accuracy", StringComparison.Ordinal)).Select(metric => string.Create(CultureInfo.InvariantCulture, $"{metric.Key} {metric.Value:0.####}")),
            $"{card.GoldenInputs} golden inputs to check it with; {(architecture["backbone"] is JsonNode name ? $"any application can load it ({name})" : $"an application with the experiment '{run.Experiment}' can load it")}",
        ];
    }
}
