using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using Lab.Checkpoints;
using Lab.Weights;
using Microsoft.Extensions.Logging;

namespace Lab.Training;

/// <summary>Writes batches whose loss or gradients are not finite: tensors into <c>batch.safetensors</c>, where and what into <c>batch.json</c>.</summary>
internal sealed class NonFiniteDump(string runFolder, ILogger logger)
{
    // A run that goes on may meet one in every step.
    private const int Most = 10;

    private int _written;

    /// <summary>The folder that was written, or null if it could not be, or there are enough.</summary>
    public string? Write(NonFinite found, IEnumerable<KeyValuePair<string, object?>> values)
    {
        if (_written == Most)
        {
            return null;
        }

        _written++;
        var folder = Path.Combine(runFolder, "non-finite", string.Create(CultureInfo.InvariantCulture, $"step-{found.Step:D8}-batch-{found.Batches[^1].Batch}"));
        try
        {
            Directory.CreateDirectory(folder);
            using var scope = torch.NewDisposeScope();
            using (var file = File.Create(Path.Combine(folder, "batch.safetensors")))
            {
                SafetensorsWriter.Write(file, [.. values.SelectMany(value => NamedTensors.Of(value.Key, value.Value))]);
            }

            File.WriteAllText(Path.Combine(folder, "batch.json"), Describe(found).ToJsonString(StateJson.Options));
            return folder;
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            logger.LogError(failure, "The batch of {Found} could not be written to {Folder}.", found.Describe(), folder);
            return null;
        }
    }

    // The tensors are those of the last batch: earlier ones of a window have ended with theirs.
    private static JsonObject Describe(NonFinite found) => new()
    {
        ["epoch"] = found.Epoch,
        ["step"] = found.Step,
        ["tensorsOfBatch"] = found.Batches[^1].Batch,
        ["batches"] = StateJson.ToNode(found.Batches),
        ["samples"] = StateJson.ToNode(found.Samples),
        ["loss"] = StateJson.ToNode(found.Loss),
        ["parameters"] = StateJson.ToNode(found.Parameters),
    };
}
