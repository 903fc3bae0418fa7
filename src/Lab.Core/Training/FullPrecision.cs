using System.Collections.Concurrent;
using System.Reflection;

namespace Lab.Training;

/// <summary>Takes what a model gave in a 16-bit type to float32: a tensor, or those of a record, a structure or a tuple, in a copy of it. Anything else stays as it is.</summary>
internal static class FullPrecision
{
    private static readonly ConcurrentDictionary<Type, MemberInfo[]> Known = new();

    public static T Of<T>(T value)
    {
        if (value is Tensor tensor)
        {
            return tensor.dtype is torch.ScalarType.BFloat16 or torch.ScalarType.Float16 ? (T)(object)tensor.to(torch.ScalarType.Float32) : value;
        }

        if (value is null || Known.GetOrAdd(value.GetType(), Members) is not { Length: > 0 } members || Copy(value) is not { } copy)
        {
            return value;
        }

        foreach (var member in members)
        {
            if (member is PropertyInfo property)
            {
                property.SetValue(copy, Of(property.GetValue(copy)));
            }
            else
            {
                ((FieldInfo)member).SetValue(copy, Of(((FieldInfo)member).GetValue(copy)));
            }
        }

        return (T)copy;
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
