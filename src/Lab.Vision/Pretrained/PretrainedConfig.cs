using System.Text.Json;

namespace Lab.Vision;

/// <summary>The <c>config.json</c> that timm puts beside its weights.</summary>
internal static class PretrainedConfig
{
    /// <summary>How images are prepared: mean, deviation, interpolation, crop and size of <c>pretrained_cfg</c>, or of the whole where there is no such part; null if it says nothing of these.</summary>
    /// <exception cref="LabException">It is no JSON, or says something that cannot be; the message names the file.</exception>
    public static ImagePreprocessing? ReadPreprocessing(string path)
    {
        try
        {
            using var json = JsonDocument.Parse(File.ReadAllBytes(path));
            var root = json.RootElement;
            var config = root.ValueKind == JsonValueKind.Object && root.TryGetProperty("pretrained_cfg", out var inner) ? inner : root;
            return config.ValueKind == JsonValueKind.Object && config.TryGetProperty("mean", out var mean) && config.TryGetProperty("std", out var deviation) && config.TryGetProperty("input_size", out var size)
                ? new ImagePreprocessing(
                    Side(size),
                    config.TryGetProperty("crop_pct", out var crop) ? Fraction(crop.GetDouble()) : 0.875,
                    config.TryGetProperty("interpolation", out var filter) ? Filter(filter.GetString()) : ResampleFilter.Bicubic,
                    new ImageNormalization([.. mean.EnumerateArray().Select(value => value.GetSingle())], [.. deviation.EnumerateArray().Select(value => value.GetSingle())]))
                : null;
        }
        catch (Exception failure) when (failure is JsonException or InvalidOperationException or FormatException or ArgumentException or IOException or UnauthorizedAccessException or InvalidDataException)
        {
            throw new LabException($"{path} does not say how images are prepared: {failure.Message} Mend it, or remove it to use what the network's family expects.", failure);
        }
    }

    private static int Side(JsonElement size) => size.EnumerateArray().Select(value => value.GetInt32()).ToArray() is [_, var height, var width] && height == width && height > 0
        ? height
        : throw new InvalidDataException($"its input_size is {size.GetRawText()}, where channels and the equal sides of a square are needed.");

    private static double Fraction(double fraction) => fraction is > 0 and <= 1 ? fraction : throw new InvalidDataException($"its crop_pct is {fraction}, which is not above 0 and at most 1.");

    private static ResampleFilter Filter(string? name) => Enum.TryParse<ResampleFilter>(name, ignoreCase: true, out var filter) && Enum.IsDefined(filter)
        ? filter
        : throw new InvalidDataException($"its interpolation is '{name}'; known are {string.Join(", ", Enum.GetNames<ResampleFilter>()).ToLowerInvariant()}.");
}
