namespace Lab;

/// <summary>Gives an option another name than its property's in kebab case: <c>--name</c> on the command line, <c>LAB_NAME</c> in the environment, <c>Lab:name</c> in settings.</summary>
/// <param name="name">The name, in lower case with hyphens.</param>
[AttributeUsage(AttributeTargets.Property)]
public sealed class OptionNameAttribute(string name) : Attribute
{
    /// <summary>The name, in lower case with hyphens.</summary>
    public string Name { get; } = name;
}
