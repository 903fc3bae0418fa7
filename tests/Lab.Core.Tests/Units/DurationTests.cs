namespace Lab.Tests.Units;

public sealed class DurationTests
{
    [TestCase("5 epochs", DurationUnit.Epoch, 5)]
    [TestCase("1 epoch", DurationUnit.Epoch, 1)]
    [TestCase("5ep", DurationUnit.Epoch, 5)]
    [TestCase(" 200 Steps ", DurationUnit.OptimizerStep, 200)]
    [TestCase("200st", DurationUnit.OptimizerStep, 200)]
    public void Text_with_a_unit_is_read(string text, DurationUnit unit, long count)
    {
        var duration = Duration.Parse(text);

        Assert.That((duration.Unit, duration.Count), Is.EqualTo((unit, count)));
        Assert.That(Duration.Parse(duration.ToString()), Is.EqualTo(duration));
    }

    [TestCase("")]
    [TestCase("5")]
    [TestCase("epochs")]
    [TestCase("-1 epochs")]
    [TestCase("1.5 epochs")]
    [TestCase("5 minutes")]
    [TestCase("99999999999999999999 steps")]
    public void Anything_else_is_refused_with_examples(string text) => Assert.That(() => Duration.Parse(text), Throws.TypeOf<FormatException>().With.Message.Contains("5 epochs"));

    [Test]
    public void Epochs_convert_to_steps_and_steps_stay()
    {
        Duration epochs = 3.Epochs();
        Duration steps = 3.OptimizerSteps();

        Assert.That((epochs.ToSteps(7), steps.ToSteps(7)), Is.EqualTo((21L, 3L)));
    }
}
