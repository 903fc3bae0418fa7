using System.ComponentModel;
using System.Reflection;
using System.Text;

namespace Lab.Options;

/// <summary>One option of an application: where it comes from, what it means, what it is when nobody sets it.</summary>
internal sealed class LabOption
{
    public required string Name { get; init; }

    public required string Description { get; init; }

    /// <summary>The value when nobody sets it, as text; empty for none.</summary>
    public required string Default { get; init; }

    public required Type Type { get; init; }

    /// <summary>What belongs together in the help, such as the class's name.</summary>
    public required string Owner { get; init; }

    /// <summary>The values that are allowed, or none where the type decides.</summary>
    public IReadOnlyList<string> Choices { get; init; } = [];

    /// <summary>The property that the option sets, or null for the choice of a component.</summary>
    public PropertyInfo? Property { get; init; }

    /// <summary>The verbs that read it.</summary>
    public LabVerbs Verbs { get; init; } = LabVerbs.All;

    public bool IsSwitch => (Nullable.GetUnderlyingType(Type) ?? Type) == typeof(bool);

    /// <summary>What the option means without a value, or null if it needs one.</summary>
    public string? Alone => Property?.GetCustomAttribute<OptionAloneAttribute>()?.Value ?? (IsSwitch ? "true" : null);

    public static IEnumerable<LabOption> Of(Type owner, object defaults) =>
        from property in owner.GetProperties(BindingFlags.Instance | BindingFlags.Public)
        where property is { CanRead: true, CanWrite: true } && property.GetIndexParameters().Length == 0
        let type = Nullable.GetUnderlyingType(property.PropertyType) ?? property.PropertyType
        select new LabOption
        {
            Name = property.GetCustomAttribute<OptionNameAttribute>()?.Name ?? Kebab(property.Name),
            Description = property.GetCustomAttribute<DescriptionAttribute>()?.Description ?? string.Empty,
            Default = OptionText.Write(property.GetValue(defaults)),
            Type = property.PropertyType,
            Owner = owner.Name.EndsWith("Options", StringComparison.Ordinal) ? owner.Name[..^"Options".Length] : owner.Name,
            Choices = type.IsEnum ? EnumText.Names(type) : [],
            Property = property,
            Verbs = (property.GetCustomAttribute<ReadByAttribute>() ?? owner.GetCustomAttribute<ReadByAttribute>())?.Verbs ?? LabVerbs.All,
        };

    public static string Kebab(string name)
    {
        var text = new StringBuilder(name.Length + 4);
        for (var i = 0; i < name.Length; i++)
        {
            if (i > 0 && char.IsUpper(name[i]) && (!char.IsUpper(name[i - 1]) || (i + 1 < name.Length && char.IsLower(name[i + 1]))))
            {
                text.Append('-');
            }

            text.Append(char.ToLowerInvariant(name[i]));
        }

        return text.ToString();
    }
}
