using System.Text.Json;

namespace Lab.Hooks;

/// <summary>What a line of <c>metrics.jsonl</c> is about. A run that is not interrupted writes each at most once.</summary>
internal sealed record MetricsLineId(string Kind, string Phase, int Epoch, long Step)
{
    public static MetricsLineId Of(string kind, Phase phase, int epoch, long step) => new(kind, phase.ToString().ToLowerInvariant(), epoch, step);

    /// <summary>Reads the identity from a line; false if it is no such line, such as one that was torn.</summary>
    public static bool TryParse(string line, out MetricsLineId? id)
    {
        id = null;
        try
        {
            using var document = JsonDocument.Parse(line);
            var root = document.RootElement;
            if (root.ValueKind == JsonValueKind.Object
                && root.TryGetProperty("kind", out var kind) && kind.ValueKind == JsonValueKind.String
                && root.TryGetProperty("phase", out var phase) && phase.ValueKind == JsonValueKind.String
                && root.TryGetProperty("epoch", out var epoch) && epoch.TryGetInt32(out var epochNumber)
                && root.TryGetProperty("step", out var step) && step.TryGetInt64(out var stepNumber))
            {
                id = new MetricsLineId(kind.GetString()!, phase.GetString()!, epochNumber, stepNumber);
            }
        }
        catch (JsonException)
        {
            // A torn line is an expected answer here, and the caller decides what becomes of it.
            return false;
        }

        return id is not null;
    }
}
