using System.Collections;
using System.Reflection;
using System.Runtime.CompilerServices;

namespace Lab.Testing;

/// <summary>Finds the tensors of an input, an output or a target: a tensor, a tuple, a list or a record of them.</summary>
internal static class TensorsIn
{
    // Deeper than any output; an object that refers to itself ends here.
    private const int Depth = 6;

    /// <summary>Every tensor with its path, such as <c>Age</c>; empty for the value itself.</summary>
    public static IReadOnlyList<KeyValuePair<string, Tensor>> Of(object? value) => [.. Walk(value, string.Empty, Depth)];

    private static IEnumerable<KeyValuePair<string, Tensor>> Walk(object? value, string path, int depth) => value switch
    {
        null or string or Pointer => [],
        Tensor tensor => [KeyValuePair.Create(path, tensor)],
        _ when depth == 0 || value.GetType() is { IsPrimitive: true } or { IsEnum: true } => [],
        ITuple tuple => Enumerable.Range(0, tuple.Length).SelectMany(i => Walk(tuple[i], Join(path, $"{i}"), depth - 1)),
        IDictionary items => items.Keys.Cast<object>().SelectMany(key => Walk(items[key], Join(path, $"{key}"), depth - 1)),
        IEnumerable items => items.Cast<object?>().SelectMany((item, i) => Walk(item, Join(path, $"{i}"), depth - 1)),
        _ => Members(value).SelectMany(member => Walk(member.Value, Join(path, member.Name), depth - 1)),
    };

    private static IEnumerable<(string Name, object? Value)> Members(object value)
    {
        var type = value.GetType();
        return type.GetProperties(BindingFlags.Instance | BindingFlags.Public)
            .Where(property => property.CanRead && property.GetIndexParameters().Length == 0)
            .Select(property => (property.Name, property.GetValue(value)))
            .Concat(type.GetFields(BindingFlags.Instance | BindingFlags.Public).Select(field => (field.Name, field.GetValue(value))));
    }

    private static string Join(string path, string name) => path.Length == 0 ? name : $"{path}.{name}";
}
