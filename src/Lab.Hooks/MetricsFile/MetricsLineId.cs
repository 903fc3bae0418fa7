using System.Text.Json;

namespace Lab.Hooks;

/// <summary>What a line of <c>metrics.jsonl</c> is about. A run that is not interrupted writes each at most once.</summary>
internal sealed record MetricsLineId(string Kind, string Phase, int Epoch, long Step)
{
    public static MetricsLineId Of(string kind, Phase phase, int epoch, long step) => new(kind, phase.ToString().ToLowerInvariant(), epoch, step);

    /// <summary>Reads a line.</summary>
    /// <returns>False if it is no JSON, such as one that was torn; true with null if it is JSON of another shape.</returns>
    public static bool TryRead(string line, out MetricsLineId? id)
    {
        id = null;
        try
        {
            using var document = JsonDocument.Parse(line);
            var root = document.RootElement;
            if (root.ValueKind == JsonValueKind.Object
                && root.TryGetProperty("kind", out var kind) && kind.ValueKind == JsonValueKind.String
                && root.TryGetProperty("phase", out var phase) && phase.ValueKind == JsonValueKind.String
                && root.TryGetProperty("epoch", out var epoch) && epoch.ValueKind == JsonValueKind.Number && epoch.TryGetInt32(out var epochNumber)
                && root.TryGetProperty("step", out var step) && step.ValueKind == JsonValueKind.Number && step.TryGetInt64(out var stepNumber))
            {
                id = new MetricsLineId(kind.GetString()!, phase.GetString()!, epochNumber, stepNumber);
            }

            return true;
        }
        catch (JsonException)
        {
            // A torn line is an expected answer here.
            return false;
        }
    }
}
