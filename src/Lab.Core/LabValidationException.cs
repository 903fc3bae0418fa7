namespace Lab;

/// <summary>Everything that is wrong with options or wiring, found before any data was touched.</summary>
public sealed class LabValidationException : LabException
{
    /// <summary>An error that lists all of <paramref name="problems"/>.</summary>
    public LabValidationException(IReadOnlyList<string> problems)
        : base(Describe(problems)) => Problems = problems;

    /// <summary>One sentence per problem, each naming the option or type and what mends it.</summary>
    public IReadOnlyList<string> Problems { get; }

    private static string Describe(IReadOnlyList<string> problems)
    {
        ArgumentNullException.ThrowIfNull(problems);
        return problems.Count == 1
            ? problems[0]
            : $"{problems.Count} problems:{string.Concat(problems.Select(problem => $"{Environment.NewLine}  - {problem}"))}";
    }
}
