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
                ? Preprocessing(Sides(size)) with
                {
                    CropFraction = config.TryGetProperty("crop_pct", out var crop) ? crop.GetDouble() : 0.875,
                    Filter = config.TryGetProperty("interpolation", out var filter) ? Filter(filter.GetString()) : ResampleFilter.Bicubic,
                    Normalization = new ImageNormalization([.. mean.EnumerateArray().Select(value => value.GetSingle())], [.. deviation.EnumerateArray().Select(value => value.GetSingle())]),
                }
                : null;
        }
        catch (Exception failure) when (failure is JsonException or InvalidOperationException or FormatException or ArgumentException or IOException or UnauthorizedAccessException or InvalidDataException)
        {
            throw new LabException($"{path} does not say how images are prepared: {failure.Message} Mend it, or remove it to use what the network's family expects.", failure);
        }
    }

    // timm's transform of evaluation: the shorter side resized, then the middle.
    private static ImagePreprocessing Preprocessing((int Height, int Width) size) => new(size.Width, size.Height) { Fit = ImageFit.Crop };

    private static (int Height, int Width) Sides(JsonElement size) => size.EnumerateArray().Select(value => value.GetInt32()).ToArray() is [_, var height, var width]
        ? (height, width)
        : throw new InvalidDataException($"its input_size is {size.GetRawText()}, where channels, height and width are needed.");

    private static ResampleFilter Filter(string? name) => Enum.TryParse<ResampleFilter>(name, ignoreCase: true, out var filter) && Enum.IsDefined(filter)
        ? filter
        : throw new InvalidDataException($"its interpolation is '{name}'; known are {string.Join(", ", Enum.GetNames<ResampleFilter>()).ToLowerInvariant()}.");
}
