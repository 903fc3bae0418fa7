namespace Lab.Testing.Tests;

public sealed class ContractExceptionTests
{
    [Test]
    public void The_message_tells_rule_demand_what_was_seen_and_what_to_do()
    {
        var rule = new ContractRule("scalar", "the loss is one number.", "Take the mean.");
        var error = new ContractException("MyLoss", [new ContractViolation(rule, "a tensor of shape [3]")]);

        Assert.That(error.Message.ReplaceLineEndings("\n"), Is.EqualTo("MyLoss breaks a rule of its contract:\n  scalar: the loss is one number.\n    seen: a tensor of shape [3]\n    do:   Take the mean."));
    }

    [Test]
    public void Several_rules_are_counted()
    {
        var violations = HookContract.Rules.Take(2).Select(rule => new ContractViolation(rule, "this")).ToList();

        Assert.That(new ContractException("MyHook", violations).Message, Does.StartWith("MyHook breaks 2 rules").And.Contain(violations[0].Rule.Name).And.Contain(violations[1].Rule.Name));
    }

    [Test]
    public void Names_of_rules_are_unique_within_a_contract()
    {
        foreach (var rules in new[] { HookContract.Rules, DatasetContract.Rules, MetricContract.Rules, LossContract.Rules, ModelContract.Rules })
        {
            Assert.That(rules.Select(rule => rule.Name), Is.Unique);
        }
    }
}
