namespace Lab;

/// <summary>Gives an option its name on the command line and in settings, where the property's own name in kebab case would be too general.</summary>
/// <param name="name">The name in kebab case, without dashes in front, such as <c>early-stopping-patience</c>.</param>
[AttributeUsage(AttributeTargets.Property)]
public sealed class OptionNameAttribute(string name) : Attribute
{
    /// <summary>The name in kebab case, without dashes in front.</summary>
    public string Name { get; } = name;
}
