using System.Collections;
using System.Globalization;
using System.Reflection;
using System.Text;

namespace Lab.Testing;

/// <summary>What a managed value consists of, as text: equal for two samples that hold the same, even where they hold arrays, which compare by reference.</summary>
internal static class Content
{
    public static string Of(object? value)
    {
        var text = new StringBuilder();
        Write(text, value, new HashSet<object>(ReferenceEqualityComparer.Instance));
        return text.ToString();
    }

    private static void Write(StringBuilder text, object? value, HashSet<object> above)
    {
        switch (value)
        {
            case null:
                text.Append("null;");
                return;
            case string or char or bool or Enum or Type:
                text.Append(CultureInfo.InvariantCulture, $"{value};");
                return;
            case double number:
                text.Append(CultureInfo.InvariantCulture, $"{BitConverter.DoubleToInt64Bits(number):x};");
                return;
            case float number:
                text.Append(CultureInfo.InvariantCulture, $"{BitConverter.SingleToInt32Bits(number):x};");
                return;
            case IFormattable when value.GetType().IsPrimitive || value is decimal or DateTime or DateTimeOffset or TimeSpan or Guid:
                text.Append(((IFormattable)value).ToString(null, CultureInfo.InvariantCulture)).Append(';');
                return;
            case byte[] bytes:
                text.Append(Convert.ToHexString(bytes)).Append(';');
                return;
        }

        if (!above.Add(value))
        {
            return;
        }

        text.Append('{');
        if (value is IEnumerable items)
        {
            foreach (var item in items)
            {
                Write(text, item, above);
            }
        }
        else
        {
            for (var type = value.GetType(); type is not null && type != typeof(object); type = type.BaseType)
            {
                foreach (var field in type.GetFields(BindingFlags.Instance | BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.DeclaredOnly))
                {
                    text.Append(field.Name).Append('=');
                    Write(text, field.GetValue(value), above);
                }
            }
        }

        text.Append('}');
        above.Remove(value);
    }
}
