using System.Globalization;
using System.Text.Json.Nodes;
using Lab.Checkpoints;
using Lab.Native;
using Lab.Runs;
using Microsoft.Extensions.DependencyInjection;

namespace Lab.Hosting;

/// <summary>The verb <c>export</c>.</summary>
internal sealed partial class Experiment<TSample, TInput, TOutput, TTarget>
{
    public IReadOnlyList<string> ExportFormats => definition.Exporters.Names;

    public ExportResult Export(
        IReadOnlyDictionary<string, string> arguments,
        string run,
        string? format = null,
        string? file = null,
        string? checkpoint = null,
        ModelWeights weights = ModelWeights.Raw,
        CancellationToken cancellation = default)
    {
        if (ExportFormats.Count == 0)
        {
            throw new LabValidationException([$"Experiment '{Name}' has no format to export to. Give it one where it is built: .SafetensorsExport(), .OnnxExport() of Lab.Onnx or Lab.Vision, .BundleExport() of Lab.Vision, or .Exporter<T>(name) for your own."]);
        }

        format ??= ExportFormats[0];
        if (!ExportFormats.Contains(format))
        {
            throw new LabValidationException([$"--format {format}: there is no such format. Choose {string.Join(", ", ExportFormats)}."]);
        }

        var folder = RunFolder.Open(run);
        using var gate = FinalizerGate.Close();
        using var scope = Begin(arguments, folder, out var options);
        var provider = scope.ServiceProvider;
        var exporter = definition.Exporters.Create(format, provider);
        var path = Path.GetFullPath(file ?? Path.Combine(folder.Path, $"model{exporter.Extension}"));
        RunFolder.EnsureWritable(Path.GetDirectoryName(path)!, "Choose another file with --file.");
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        TorchRuntime.EnsureLoaded();
        var collator = definition.Collator!(provider);
        using var model = definition.Models.Create(options.Texts["model"], provider);
        var chosen = Choose(folder, checkpoint, provider, out var passedOver);
        Load(folder, chosen, weights, model, provider);
        model.eval();
        var evidence = TrainedRun.Open(folder.Path, chosen.Name, weights);
        var lines = exporter.Export(
            new ModelExport
            {
                Model = model,
                Path = path,
                Collator = collator,
                Preparation = collator.Preparation,
                ClassNames = [.. (folder.Record["classes"] as JsonArray ?? []).Select(name => name!.GetValue<string>())],
                Inference = ForInference(model, evidence.Classes, owner: null),
                Run = evidence,
                Metadata = Provenance(folder, chosen, weights, options.Texts["model"]),
            },
            cancellation);
        return new ExportResult(path, chosen.Name, lines, passedOver);
    }

    private Dictionary<string, string> Provenance(RunFolder folder, Checkpoint checkpoint, ModelWeights weights, string model)
    {
        var facts = new Dictionary<string, string>
        {
            ["experiment"] = Name,
            ["run"] = Path.GetFileName(folder.Path),
            ["model"] = model,
            ["checkpoint"] = checkpoint.Name,
            ["weights"] = weights.ToString().ToLowerInvariant(),
            ["epoch"] = checkpoint.Position.Epoch.ToString(CultureInfo.InvariantCulture),
            ["step"] = checkpoint.Position.Step.ToString(CultureInfo.InvariantCulture),
        };
        foreach (var (name, version) in RunRecord.Versions().Where(pair => pair.Value is not null))
        {
            facts[$"version.{name}"] = version!.GetValue<string>();
        }

        return facts;
    }
}
