using System.Collections.Concurrent;
using System.Reflection;

namespace Lab.Training;

/// <summary>Works on a tensor, or on those of a record, a structure or a tuple, in a copy of it. Anything else stays as it is.</summary>
internal static class TensorStructure
{
    private static readonly ConcurrentDictionary<Type, MemberInfo[]> Known = new();

    /// <summary>The value with another tensor in the place of each.</summary>
    public static T Map<T>(T value, Func<Tensor, Tensor> change)
    {
        if (value is Tensor tensor)
        {
            return (T)(object)change(tensor);
        }

        if (value is null || Known.GetOrAdd(value.GetType(), Members) is not { Length: > 0 } members || Copy(value) is not { } copy)
        {
            return value;
        }

        foreach (var member in members)
        {
            if (member is PropertyInfo property)
            {
                property.SetValue(copy, Map(property.GetValue(copy), change));
            }
            else
            {
                ((FieldInfo)member).SetValue(copy, Map(((FieldInfo)member).GetValue(copy), change));
            }
        }

        return (T)copy;
    }

    /// <summary>The tensors, always in the same order.</summary>
    public static IReadOnlyList<Tensor> Tensors<T>(T value)
    {
        var tensors = new List<Tensor>();
        Map(value, tensor =>
        {
            tensors.Add(tensor);
            return tensor;
        });
        return tensors;
    }

    /// <summary>One value whose tensors hold the rows of all.</summary>
    /// <param name="values">At least one.</param>
    public static T Concatenate<T>(IReadOnlyList<T> values)
    {
        var tensors = values.Select(Tensors).ToList();
        var next = 0;
        return Map(values[0], _ =>
        {
            var column = next++;
            return torch.cat([.. tensors.Select(row => row[column])]);
        });
    }

    // A record has a method for its copies, which `with` calls; a structure is copied when it becomes an object.
    private static object? Copy(object value) => value.GetType().IsValueType ? value : value.GetType().GetMethod("<Clone>$")?.Invoke(value, null);

    private static MemberInfo[] Members(Type type) =>
    [
        .. type.GetProperties(BindingFlags.Public | BindingFlags.Instance).Where(property => property is { CanRead: true, CanWrite: true } && property.GetIndexParameters().Length == 0 && MayHold(property.PropertyType)),
        .. type.GetFields(BindingFlags.Public | BindingFlags.Instance).Where(field => !field.IsInitOnly && MayHold(field.FieldType)),
    ];

    private static bool MayHold(Type type) => !type.IsPrimitive && !type.IsEnum && type != typeof(string);
}
