using System.Text.Json;
using System.Text.Json.Nodes;

namespace Lab.Checkpoints;

/// <summary>How manifests and marks become JSON: read strictly, so that whatever is missing, null or twice in a file is an error.</summary>
internal static class ManifestJson
{
    private static readonly JsonSerializerOptions Options = new(StateJson.Options)
    {
        PropertyNamingPolicy = JsonNamingPolicy.CamelCase,
        RespectNullableAnnotations = true,
        RespectRequiredConstructorParameters = true,
        AllowDuplicateProperties = false,
    };

    public static JsonNode ToNode<T>(T value) => JsonSerializer.SerializeToNode(value, Options)!;

    /// <exception cref="JsonException">The text is no JSON, or not that of a <typeparamref name="T"/>.</exception>
    public static T Parse<T>(ReadOnlySpan<byte> text)
        where T : class => JsonSerializer.Deserialize<T>(text, Options) ?? throw new JsonException("It holds null.");
}
