namespace Lab.Testing;

/// <summary>Gathers what a part breaks, each rule once, so that one check tells everything.</summary>
internal sealed class ContractReport(string subject)
{
    private readonly List<ContractViolation> _violations = [];

    /// <summary>Notes that a rule is broken.</summary>
    public void Break(ContractRule rule, string seen)
    {
        if (!_violations.Exists(violation => violation.Rule == rule))
        {
            _violations.Add(new ContractViolation(rule, seen));
        }
    }

    /// <summary>Notes that a rule is broken unless <paramref name="kept"/>.</summary>
    public void Expect(ContractRule rule, bool kept, string seen)
    {
        if (!kept)
        {
            Break(rule, seen);
        }
    }

    /// <summary>Runs a check; whatever it throws breaks the rule.</summary>
    /// <returns>Whether it ran to its end.</returns>
    public bool Try(ContractRule rule, Action check)
    {
        try
        {
            check();
            return true;
        }
        catch (Exception error)
        {
            Break(rule, Describe(error));
            return false;
        }
    }

    public void ThrowIfBroken()
    {
        if (_violations.Count > 0)
        {
            throw new ContractException(subject, _violations);
        }
    }

    /// <summary>An error in one line, with the place in the user's code that threw.</summary>
    public static string Describe(Exception error)
    {
        var inner = error;
        while (inner is LabException { InnerException: { } cause })
        {
            inner = cause;
        }

        var place = inner.StackTrace?.Split('\n')[0].Trim();
        return $"{error.GetType().Name}: {error.Message.Split('\n')[0].TrimEnd()}{(place is null ? string.Empty : $" ({place})")}";
    }
}
