using System.Runtime.InteropServices;
using System.Text.Json.Nodes;

namespace Lab.Metrics;

/// <summary>Sums as JSON. Lists of numbers are the base64 of their bytes: exact also for NaN and infinity, which JSON lacks, and short.</summary>
internal static class MetricState
{
    public static JsonNode Write<T>(ReadOnlySpan<T> values)
        where T : unmanaged => JsonValue.Create(Convert.ToBase64String(MemoryMarshal.AsBytes(values)));

    public static T[] Read<T>(JsonNode state, string name, string owner)
        where T : unmanaged
    {
        try
        {
            return MemoryMarshal.Cast<byte, T>(Convert.FromBase64String((string)Get(state, name, owner)!)).ToArray();
        }
        catch (Exception error) when (error is FormatException or InvalidOperationException)
        {
            throw new LabException($"The state of {owner} cannot be read: '{name}' is no base64 text.", error);
        }
    }

    public static JsonNode Get(JsonNode state, string name, string owner)
    {
        ArgumentNullException.ThrowIfNull(state);
        return (state as JsonObject)?[name]
            ?? throw new LabException($"The state of {owner} has no '{name}': it was written by another metric or version. Resume with the metrics that the run was started with.");
    }

    public static void CheckOption(JsonNode state, string name, int expected, string owner)
    {
        var seen = (int)Get(state, name, owner);
        if (seen != expected)
        {
            throw new LabException($"The state of {owner} was written with {name} = {seen}, but now it is {expected}. Resume with the options that the run was started with.");
        }
    }
}
