namespace Lab.Testing;

/// <summary>A part breaks its contract: which rules, what was seen, and what to do.</summary>
public sealed class ContractException : LabException
{
    /// <summary>An error that lists all of <paramref name="violations"/>.</summary>
    /// <param name="subject">The part that was checked.</param>
    /// <param name="violations">The rules that it breaks.</param>
    public ContractException(string subject, IReadOnlyList<ContractViolation> violations)
        : base(Describe(subject, violations))
    {
        Subject = subject;
        Violations = violations;
    }

    /// <summary>The part that was checked.</summary>
    public string Subject { get; }

    /// <summary>The rules that it breaks, in the order in which they were checked.</summary>
    public IReadOnlyList<ContractViolation> Violations { get; }

    private static string Describe(string subject, IReadOnlyList<ContractViolation> violations)
    {
        ArgumentNullException.ThrowIfNull(violations);
        var count = violations.Count == 1 ? "a rule" : $"{violations.Count} rules";
        var rules = violations.Select(violation => string.Join(
            Environment.NewLine, $"  {violation.Rule.Name}: {violation.Rule.Demand}", $"    seen: {violation.Seen}", $"    do:   {violation.Rule.Advice}"));
        return string.Join(Environment.NewLine, rules.Prepend($"{subject} breaks {count} of its contract:"));
    }
}
