namespace Lab.Testing.Tests;

/// <summary>Asserts that a check finds what is broken.</summary>
internal static class Broken
{
    /// <summary>The check must name the rule; others may be broken with it.</summary>
    public static void Assert(string rule, Action check, string? seen = null)
    {
        var error = NUnit.Framework.Assert.Throws<ContractException>(check)!;
        var violation = error.Violations.FirstOrDefault(violation => violation.Rule.Name == rule);
        NUnit.Framework.Assert.That(violation, Is.Not.Null, error.Message);
        NUnit.Framework.Assert.That(error.Message, Does.Contain(error.Subject).And.Contain(rule).And.Contain(violation!.Rule.Advice));
        NUnit.Framework.Assert.That(violation.Seen, seen is null ? Is.Not.Empty : Does.Contain(seen));
    }
}
