using System.Collections.Concurrent;
using System.Text.Json;
using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;

namespace Lab.Vision;

/// <summary>Plans as JSON: what was done to an image, to be kept beside it and carried out again, to the same bytes.</summary>
/// <remarks>
/// Every operation is an object of its properties, with its kind as <c>operation</c>: the name of its type without "Operation", such as <c>crop</c>. Numbers come back to the last bit.
/// An operation of your own must be a record whose constructor takes its properties.
/// </remarks>
public static class TransformPlanJson
{
    private const string Suffix = "Operation";

    // Made once for the same operations of one's own: making them takes longer than a thousand plans.
    private static readonly ConcurrentDictionary<string, JsonSerializerOptions> Known = new(StringComparer.Ordinal);

    /// <summary>Writes a plan.</summary>
    /// <param name="plan">The plan.</param>
    public static string Write(TransformPlan plan)
    {
        ArgumentNullException.ThrowIfNull(plan);
        Type[] own = [.. plan.Operations.Select(operation => operation.GetType()).Where(type => type.Assembly != typeof(ImageOperation).Assembly).Distinct()];
        return JsonSerializer.Serialize(new Record(plan.InputSize, plan.Operations), Options(own));
    }

    /// <summary>Reads a plan.</summary>
    /// <param name="json">What <see cref="Write"/> has written.</param>
    /// <param name="operations">The types of operations of your own that may be in it.</param>
    /// <exception cref="LabException">The text is no plan, or has an operation that is not known or out of its range.</exception>
    public static TransformPlan Read(string json, params IReadOnlyList<Type> operations)
    {
        ArgumentNullException.ThrowIfNull(json);
        ArgumentNullException.ThrowIfNull(operations);
        try
        {
            var record = JsonSerializer.Deserialize<Record>(json, Options(operations))!;
            var plan = new TransformPlan(record.Input);
            foreach (var operation in record.Operations)
            {
                plan.Add(operation);
            }

            return plan;
        }
        catch (Exception error) when (error is JsonException or ArgumentException or NotSupportedException or NullReferenceException)
        {
            throw new LabException($"This is no plan of transforms that can be read: {error.Message} Operations of your own must be named as types when a plan is read.", error);
        }
    }

    private static JsonSerializerOptions Options(IReadOnlyList<Type> own) => Known.GetOrAdd(string.Join(' ', own.Select(type => type.TypeHandle.Value)), _ => Create(own));

    private static JsonSerializerOptions Create(IReadOnlyList<Type> own)
    {
        var resolver = new DefaultJsonTypeInfoResolver();
        resolver.Modifiers.Add(info =>
        {
            if (info.Type == typeof(ImageOperation))
            {
                info.PolymorphismOptions = Kinds(own);
            }
        });
        return new JsonSerializerOptions(JsonSerializerDefaults.Web)
        {
            TypeInfoResolver = resolver,
            Converters = { new JsonStringEnumConverter(JsonNamingPolicy.CamelCase) },
            RespectRequiredConstructorParameters = true,
            RespectNullableAnnotations = true,
            NumberHandling = JsonNumberHandling.Strict,
        };
    }

    private static JsonPolymorphismOptions Kinds(IReadOnlyList<Type> own)
    {
        var kinds = new JsonPolymorphismOptions { TypeDiscriminatorPropertyName = "operation", UnknownDerivedTypeHandling = JsonUnknownDerivedTypeHandling.FailSerialization };
        var ready = typeof(ImageOperation).Assembly.GetTypes().Where(type => type.IsSubclassOf(typeof(ImageOperation)) && !type.IsAbstract);
        foreach (var type in ready.Concat(own))
        {
            kinds.DerivedTypes.Add(new JsonDerivedType(type, NameOf(type)));
        }

        return kinds;
    }

    private static string NameOf(Type type) =>
        JsonNamingPolicy.CamelCase.ConvertName(type.Name.EndsWith(Suffix, StringComparison.Ordinal) && type.Name.Length > Suffix.Length ? type.Name[..^Suffix.Length] : type.Name);

    private sealed record Record(ImageSize Input, IReadOnlyList<ImageOperation> Operations);
}
