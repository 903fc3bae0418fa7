using MaskClassification.Hooks;

namespace MaskClassification.Tests.Hooks;

public sealed class AgeWeightScheduleTests
{
    [TestCase(1, 1.0)]
    [TestCase(2, 1.5)]
    [TestCase(3, 2.0)]
    [TestCase(100, 2.0)]
    public void The_weight_moves_from_1_to_its_final_value(int epoch, double expected)
    {
        using var hook = new AgeWeightSchedule(new AgeWeightOptions { AgeWeight = 2, AgeWeightEpochs = 2 });

        Assert.That(hook.WeightIn(epoch), Is.EqualTo(expected).Within(1e-12));
    }

    [Test]
    public void Without_epochs_it_starts_with_the_final_value()
    {
        using var hook = new AgeWeightSchedule(new AgeWeightOptions { AgeWeight = 0.5, AgeWeightEpochs = 0 });

        Assert.That(hook.WeightIn(1), Is.EqualTo(0.5));
    }
}
