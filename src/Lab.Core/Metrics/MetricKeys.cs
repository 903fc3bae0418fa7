using System.Text.Json.Nodes;

namespace Lab.Metrics;

/// <summary>What metrics that are made of metrics share.</summary>
internal static class MetricKeys
{
    public static void CheckUnique(IReadOnlyList<MetricKey> keys, string parameter)
    {
        if (keys.GroupBy(key => key.Name).FirstOrDefault(group => group.Count() > 1) is { } twice)
        {
            throw new ArgumentException($"Two numbers would be called '{twice.Key}': give one of their metrics a prefix, or one of the classes another name.", parameter);
        }
    }

    public static JsonNode Capture<TOutput, TTarget>(IReadOnlyList<Metric<TOutput, TTarget>> parts) => new JsonArray([.. parts.Select(part => part.CaptureState())]);

    public static void Restore<TOutput, TTarget>(IReadOnlyList<Metric<TOutput, TTarget>> parts, JsonNode state, string owner)
    {
        if (state is not JsonArray states || states.Count != parts.Count)
        {
            throw new LabException($"The state of {owner} is not of its {parts.Count} metrics. Resume with the metrics that the run was started with.");
        }

        for (var i = 0; i < parts.Count; i++)
        {
            parts[i].RestoreState(states[i]!);
        }
    }
}
