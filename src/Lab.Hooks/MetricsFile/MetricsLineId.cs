using System.Text.Json;

namespace Lab.Hooks;

/// <summary>What a line of <c>metrics.jsonl</c> is about.</summary>
internal static class MetricsLineId
{
    public static LineId Of(string kind, string phase, int epoch, long step) => new($"{kind} {phase} {epoch}", step);

    /// <inheritdoc cref="LineCut.LineReader"/>
    public static bool TryRead(string line, out LineId? id)
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
                && root.TryGetProperty("step", out var step) && step.ValueKind == JsonValueKind.Number && step.TryGetInt64(out var stepNumber)
                && epochNumber > 0)
            {
                id = Of(kind.GetString()!, phase.GetString()!, epochNumber, stepNumber);
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
