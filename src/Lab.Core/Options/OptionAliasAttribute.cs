namespace Lab;

/// <summary>A second spelling under which a value of an enumeration is read as an option; it is never written.</summary>
/// <param name="name">The spelling, in lower case with hyphens.</param>
[AttributeUsage(AttributeTargets.Field)]
public sealed class OptionAliasAttribute(string name) : Attribute
{
    /// <summary>The spelling, in lower case with hyphens.</summary>
    public string Name { get; } = name;
}
