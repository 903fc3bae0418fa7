namespace Lab;

/// <summary>
/// Says which verbs read an option, or all options of a class; one on a property goes before that on its class. The other verbs leave them out of their help and refuse them
/// on the command line; from the environment, settings and a run that is used they are taken without a word. Options without it are read by all verbs.
/// </summary>
/// <param name="verbs">The verbs.</param>
[AttributeUsage(AttributeTargets.Class | AttributeTargets.Property)]
public sealed class ReadByAttribute(LabVerbs verbs) : Attribute
{
    /// <summary>The verbs.</summary>
    public LabVerbs Verbs { get; } = verbs;
}
