namespace Lab;

/// <summary>
/// Says which verbs read an option, or all options of a class; one on a property goes before that on its class. The help of the other verbs leaves them out. Options without it are in every verb's help. All verbs take all
/// options, so that one set of arguments serves them all.
/// </summary>
/// <param name="verbs">The verbs.</param>
[AttributeUsage(AttributeTargets.Class | AttributeTargets.Property)]
public sealed class ReadByAttribute(LabVerbs verbs) : Attribute
{
    /// <summary>The verbs.</summary>
    public LabVerbs Verbs { get; } = verbs;
}
