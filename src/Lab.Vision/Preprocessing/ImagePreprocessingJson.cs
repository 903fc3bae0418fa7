using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization;

namespace Lab.Vision;

/// <summary>The JSON form of preprocessing: names as in C#, in camel case; numbers so that they read back exactly; nothing missing and nothing unknown.</summary>
internal static class ImagePreprocessingJson
{
    private static readonly JsonSerializerOptions Options = new(JsonSerializerDefaults.Web)
    {
        PropertyNameCaseInsensitive = false,
        NumberHandling = JsonNumberHandling.Strict,
        UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
        RespectNullableAnnotations = true,
        RespectRequiredConstructorParameters = true,
        Converters = { new JsonStringEnumConverter(JsonNamingPolicy.CamelCase, allowIntegerValues: false) },
    };

    public static JsonObject Write(ImagePreprocessing preprocessing) => JsonSerializer.SerializeToNode(preprocessing, Options)!.AsObject();

    public static ImagePreprocessing Read(JsonNode json)
    {
        ArgumentNullException.ThrowIfNull(json);
        try
        {
            return json.Deserialize<ImagePreprocessing>(Options)!;
        }
        catch (Exception failure) when (failure is JsonException or ArgumentException or NotSupportedException or InvalidOperationException)
        {
            throw new LabException($"This is no preprocessing of images: {failure.Message} It needs width, height, fit, cropFraction, filter and normalization, as Lab writes them.", failure);
        }
    }
}
