namespace Lab;

/// <summary>One question that a model answers by choosing among classes.</summary>
/// <param name="Name">What the question is about, such as <c>mask</c>.</param>
/// <param name="Labels">The names of the classes, in the order of the logits.</param>
public sealed record ModelHead(string Name, IReadOnlyList<string> Labels)
{
    /// <summary>The name of the only head of a model whose output is one tensor.</summary>
    public const string Only = "class";

    /// <summary>The name and the labels, for errors.</summary>
    public override string ToString() => $"{Name} ({string.Join(", ", Labels)})";
}
