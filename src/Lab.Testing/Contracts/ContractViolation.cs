namespace Lab.Testing;

/// <summary>A rule that a part does not keep.</summary>
/// <param name="Rule">The rule.</param>
/// <param name="Seen">What was seen instead.</param>
public sealed record ContractViolation(ContractRule Rule, string Seen);
