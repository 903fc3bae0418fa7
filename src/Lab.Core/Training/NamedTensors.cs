using System.Collections;
using System.Globalization;
using System.Reflection;

namespace Lab.Training;

/// <summary>The tensors within a value: itself, those of a sequence or a tuple by number, those of a record or another class by property or field.</summary>
internal static class NamedTensors
{
    // A batch is a record of records at most; what lies deeper is no part of it.
    private const int Depth = 4;

    public static IEnumerable<KeyValuePair<string, Tensor>> Of(string name, object? value, int depth = Depth) => value switch
    {
        Tensor tensor => [new(name, tensor)],
        null or string => [],
        _ when depth == 0 || value.GetType().IsPrimitive => [],
        IDictionary entries => entries.Keys.Cast<object>().SelectMany(key => Of($"{name}.{key}", entries[key], depth - 1)),
        IEnumerable items => items.Cast<object?>().SelectMany((item, i) => Of(string.Create(CultureInfo.InvariantCulture, $"{name}.{i}"), item, depth - 1)),
        _ => Members(value).SelectMany(member => Of($"{name}.{member.Key}", member.Value, depth - 1)),
    };

    private static IEnumerable<KeyValuePair<string, object?>> Members(object value) => value.GetType().GetProperties(BindingFlags.Public | BindingFlags.Instance)
        .Where(property => property.CanRead && property.GetIndexParameters().Length == 0 && !property.PropertyType.IsPrimitive)
        .Select(property => KeyValuePair.Create(property.Name, property.GetValue(value)))
        .Concat(value.GetType().GetFields(BindingFlags.Public | BindingFlags.Instance).Select(field => KeyValuePair.Create(field.Name, field.GetValue(value))));
}
