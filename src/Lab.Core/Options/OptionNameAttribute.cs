namespace Lab;

/// <summary>
/// Gives an option another name than its property's in kebab case: <c>--name</c> on the command line, <c>LAB_NAME</c> in the environment, <c>Lab:name</c> in settings;
/// or a value of an enumeration another name than its own in kebab case.
/// </summary>
/// <param name="name">The name, in lower case with hyphens.</param>
[AttributeUsage(AttributeTargets.Property | AttributeTargets.Field)]
public sealed class OptionNameAttribute(string name) : Attribute
{
    /// <summary>The name, in lower case with hyphens.</summary>
    public string Name { get; } = name;
}
