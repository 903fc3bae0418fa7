using System.Collections;
using System.ComponentModel;
using System.Globalization;

namespace Lab.Options;

/// <summary>Option values as text and back, the same in every culture. Lists are separated by commas.</summary>
internal static class OptionText
{
    public static string Write(object? value) => value switch
    {
        null => string.Empty,
        string text => text,
        Enum named => EnumText.Write(named),
        bool flag => flag ? "true" : "false",
        EpochCount count => count.Value.ToString(CultureInfo.InvariantCulture),
        StepCount count => count.Value.ToString(CultureInfo.InvariantCulture),
        BatchCount count => count.Value.ToString(CultureInfo.InvariantCulture),
        SampleCount count => count.Value.ToString(CultureInfo.InvariantCulture),
        ByteSize size => ByteSize.Parse(size.ToString()) == size ? size.ToString() : size.Bytes.ToString(CultureInfo.InvariantCulture),
        IFormattable number => number.ToString(null, CultureInfo.InvariantCulture),
        IEnumerable items => string.Join(',', items.Cast<object?>().Select(Write)),
        _ => value.ToString() ?? string.Empty,
    };

    /// <exception cref="FormatException">The text is no value of the type; the message says what would be.</exception>
    public static object? Read(string text, Type type)
    {
        if (Nullable.GetUnderlyingType(type) is { } inner)
        {
            return text.Length == 0 ? null : Read(text, inner);
        }

        if (type == typeof(string))
        {
            return text;
        }

        if (type.IsEnum)
        {
            return EnumText.Read(text, type);
        }

        var element = type.IsArray ? type.GetElementType() : type.IsGenericType && type.IsAssignableFrom(typeof(List<>).MakeGenericType(type.GetGenericArguments()[0])) ? type.GetGenericArguments()[0] : null;
        if (element is not null)
        {
            var parts = text.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);
            var array = Array.CreateInstance(element, parts.Length);
            for (var i = 0; i < parts.Length; i++)
            {
                array.SetValue(Read(parts[i], element), i);
            }

            return type.IsArray || type.IsInstanceOfType(array) ? array : Activator.CreateInstance(typeof(List<>).MakeGenericType(element), array);
        }

        try
        {
            return TypeDescriptor.GetConverter(type).ConvertFromInvariantString(text);
        }
        catch (FormatException failure)
        {
            throw new FormatException(failure.Message.Contains(text, StringComparison.Ordinal) && type.Assembly == typeof(OptionText).Assembly ? failure.Message : $"must be {Describe(type)}.", failure);
        }
        catch (Exception failure) when (failure is ArgumentException or NotSupportedException or OverflowException)
        {
            throw new FormatException($"must be {Describe(type)}.", failure);
        }
    }

    private static string Describe(Type type) => Type.GetTypeCode(type) switch
    {
        TypeCode.Boolean => "true or false",
        TypeCode.Int32 or TypeCode.Int64 or TypeCode.Int16 or TypeCode.Byte => "a whole number",
        TypeCode.Single or TypeCode.Double or TypeCode.Decimal => "a number, such as 0.001",
        _ when type == typeof(TimeSpan) => "a time, such as 01:30:00",
        _ => $"a {type.Name}",
    };
}
