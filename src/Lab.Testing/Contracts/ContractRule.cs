namespace Lab.Testing;

/// <summary>One thing that a contract asks for.</summary>
/// <param name="Name">The rule's short name, such as <c>same-weights</c>.</param>
/// <param name="Demand">What must hold, in a sentence.</param>
/// <param name="Advice">What usually mends it.</param>
public sealed record ContractRule(string Name, string Demand, string Advice)
{
    /// <inheritdoc/>
    public override string ToString() => Name;
}
