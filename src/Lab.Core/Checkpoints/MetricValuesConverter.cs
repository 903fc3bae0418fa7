using System.Text.Json;
using System.Text.Json.Serialization;

namespace Lab.Checkpoints;

/// <summary>The numbers of a pass as an array of names, directions and values, in their order.</summary>
internal sealed class MetricValuesConverter : JsonConverter<MetricValues>
{
    public override MetricValues Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
        new(JsonSerializer.Deserialize<Entry[]>(ref reader, options)!.Select(entry => KeyValuePair.Create(new MetricKey(entry.Name, entry.HigherIsBetter), entry.Value)));

    public override void Write(Utf8JsonWriter writer, MetricValues value, JsonSerializerOptions options) =>
        JsonSerializer.Serialize(writer, value.Select(entry => new Entry(entry.Key.Name, entry.Key.HigherIsBetter, entry.Value)), options);

    private sealed record Entry(string Name, bool HigherIsBetter, double Value);
}
