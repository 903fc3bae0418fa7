namespace Lab.Hooks.Tests.Accumulation;

public sealed class AccumulateGradientsTests
{
    [Test]
    public void Asks_for_its_window()
    {
        Assert.That(new AccumulateGradients(4.Batches()).Window, Is.EqualTo(new BatchCount(4)));
        Assert.That(new AccumulateGradients(new AccumulationOptions()).Window, Is.EqualTo(new BatchCount(1)));
    }

    [TestCase(0)]
    [TestCase(-3)]
    public void A_window_below_one_is_refused(int window)
    {
        Assert.That(() => new AccumulateGradients(window.Batches()), Throws.TypeOf<LabValidationException>().With.Message.Contains($"AccumulationOptions.Window ({window} batches) must be at least 1"));
    }
}
