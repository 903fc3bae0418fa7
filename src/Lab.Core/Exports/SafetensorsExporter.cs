using System.Globalization;
using Lab.Checkpoints;
using Lab.Inference;
using Lab.Weights;

namespace Lab;

/// <summary>
/// Writes a model's weights as safetensors, under the names that Python's libraries know them by: those of the model, without the prefix that all of them share, so that a model that only wraps a backbone gives the
/// backbone's. The header says where they come from, the classes and how images are prepared.
/// </summary>
public sealed class SafetensorsExporter(SafetensorsExportOptions? options = null) : ModelExporter
{
    /// <inheritdoc/>
    public override string Extension => ".safetensors";

    /// <inheritdoc/>
    public override IReadOnlyList<string> Export(ModelExport export, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(export);
        var (prefix, state) = Select(export.Model);

        // What a part is, the whole does not say.
        var metadata = Describe(export, isWhole: prefix.Length == 0);
        var aside = AtomicFile.AsideOf(export.Path);
        try
        {
            using (var file = new FileStream(aside, FileMode.Create, FileAccess.Write))
            {
                SafetensorsWriter.Write(file, state, metadata);
                cancellation.ThrowIfCancellationRequested();
                file.Flush(flushToDisk: true);
            }

            AtomicFile.Rename(aside, export.Path);
        }
        finally
        {
            File.Delete(aside);
        }

        return
        [
            string.Create(CultureInfo.InvariantCulture, $"{state.Count} tensors, {state.Sum(pair => pair.Value.numel()):N0} numbers{(prefix.Length == 0 ? string.Empty : $", without '{prefix}' before their names")}"),
            $"the header holds {string.Join(", ", metadata.Keys)}",
        ];
    }

    private (string Prefix, IReadOnlyList<KeyValuePair<string, Tensor>> State) Select(torch.nn.Module model)
    {
        (model as IModel)?.Complete();
        var state = model.state_dict();
        if (options?.ExportPart is { Length: > 0 } part)
        {
            var own = state.Where(pair => pair.Key.StartsWith($"{part}.", StringComparison.Ordinal)).ToList();
            return own.Count > 0
                ? ($"{part}.", [.. own.Select(pair => KeyValuePair.Create(pair.Key[(part.Length + 1)..], pair.Value))])
                : throw new LabException($"--export-part {part}: the model has no such part. Its parts are {string.Join(", ", state.Keys.Select(First).Distinct())}.");
        }

        var first = state.Keys.Select(First).Distinct().ToList();
        return first.Count == 1 && state.Keys.All(name => name.Length > first[0].Length)
            ? ($"{first[0]}.", [.. state.Select(pair => KeyValuePair.Create(pair.Key[(first[0].Length + 1)..], pair.Value))])
            : (string.Empty, [.. state]);
    }

    private static string First(string name) => name.Split('.')[0];

    private static Dictionary<string, string> Describe(ModelExport export, bool isWhole)
    {
        var metadata = new Dictionary<string, string>(export.Metadata);
        foreach (var (name, text) in new WeightsMetadata(export.Preparation?.ToJson(), export.ClassNames.Count > 0 ? export.ClassNames : null, isWhole ? (export.Model as IRebuildable)?.Architecture : null).ToTexts())
        {
            metadata[name] = text;
        }

        return metadata;
    }
}
