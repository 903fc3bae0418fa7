namespace Lab;

/// <summary>Says what an option means that stands on the command line without a value, so that <c>--fast-dev-run</c> is short for <c>--fast-dev-run 2</c>. A switch means <c>true</c> without it.</summary>
/// <param name="value">The value as text.</param>
[AttributeUsage(AttributeTargets.Property)]
public sealed class OptionAloneAttribute(string value) : Attribute
{
    /// <summary>The value as text.</summary>
    public string Value { get; } = value;
}
