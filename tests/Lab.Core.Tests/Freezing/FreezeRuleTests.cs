namespace Lab.Tests.Freezing;

public sealed class FreezeRuleTests
{
    [TestCase("backbone for 2 epochs", "backbone", "2 epochs")]
    [TestCase("  stem   for 30st ", "stem", "30 steps")]
    [TestCase("*.bn1", "*.bn1", null)]
    [TestCase("fork.for for 1ep", "fork.for", "1 epoch")]
    public void A_rule_is_read_and_written(string text, string part, string? duration)
    {
        var rule = FreezeRule.Parse(text);

        Assert.That((rule.Part, rule.Duration?.ToString()), Is.EqualTo((part, duration)));
        Assert.That(FreezeRule.Parse(rule.ToString()), Is.EqualTo(rule));
    }

    [TestCase("")]
    [TestCase("for 2 epochs")]
    [TestCase("backbone until 2 epochs")]
    [TestCase("backbone for two epochs")]
    [TestCase("backbone for 2")]
    public void Anything_else_is_refused_with_an_example(string text) =>
        Assert.That(() => FreezeRule.Parse(text), Throws.TypeOf<FormatException>().With.Message.Contains("epochs"));
}
