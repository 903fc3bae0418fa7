using System.Text.Json;
using System.Text.Json.Nodes;

namespace Lab.Vision;

/// <summary>The JSON form of preprocessing: names as in C#, in camel case; numbers so that they read back exactly; nothing missing and nothing unknown.</summary>
internal static class ImagePreprocessingJson
{
    public static JsonObject Write(ImagePreprocessing preprocessing) => JsonSerializer.SerializeToNode(preprocessing, StrictJson.Options)!.AsObject();

    public static ImagePreprocessing Read(JsonNode json)
    {
        ArgumentNullException.ThrowIfNull(json);
        try
        {
            return json.Deserialize<ImagePreprocessing>(StrictJson.Options)!;
        }
        catch (Exception failure) when (failure is JsonException or ArgumentException or NotSupportedException or InvalidOperationException)
        {
            throw new LabException($"This is no preprocessing of images: {failure.Message} It needs width, height, fit, cropFraction, filter and normalization, as Lab writes them.", failure);
        }
    }
}
