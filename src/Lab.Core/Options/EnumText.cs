using System.Reflection;

namespace Lab.Options;

/// <summary>Values of enumerations as options: in kebab case, or as <see cref="OptionNameAttribute"/> and <see cref="OptionAliasAttribute"/> say.</summary>
internal static class EnumText
{
    public static IReadOnlyList<string> Names(Type type) => [.. Fields(type).Select(NameOf)];

    public static string Write(Enum value) => value.GetType().GetField(value.ToString()) is { } field ? NameOf(field) : LabOption.Kebab(value.ToString());

    /// <exception cref="FormatException">The text is no value of the type; the message says what would be.</exception>
    public static object Read(string text, Type type) => Fields(type)
        .FirstOrDefault(field => new[] { NameOf(field), field.Name, field.GetCustomAttribute<OptionAliasAttribute>()?.Name }.Contains(text, StringComparer.OrdinalIgnoreCase))?.GetValue(null)
        ?? throw new FormatException($"must be one of {string.Join(", ", Names(type))}.");

    private static FieldInfo[] Fields(Type type) => type.GetFields(BindingFlags.Public | BindingFlags.Static);

    private static string NameOf(FieldInfo field) => field.GetCustomAttribute<OptionNameAttribute>()?.Name ?? LabOption.Kebab(field.Name);
}
