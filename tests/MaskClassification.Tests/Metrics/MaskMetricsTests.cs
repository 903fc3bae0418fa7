using MaskClassification.Metrics;
using MaskClassification.Models;
using MaskClassification.Tests.Losses;

namespace MaskClassification.Tests.Metrics;

public sealed class MaskMetricsTests
{
    [Test]
    public void The_joint_class_is_right_only_where_every_part_is()
    {
        using var scope = torch.NewDisposeScope();
        var metrics = MaskMetrics.Create();
        var answer = torch.zeros(2, 18);
        answer[0, 0] = 9;
        answer[1, 16] = 9;

        metrics.Update(MaskLogits.FromJoint(answer), MaskLossTests.Target(0, 17));

        var values = new MetricValues(metrics.Keys.Zip(metrics.Compute(), KeyValuePair.Create));
        Assert.That(values[new MetricKey("accuracy")], Is.EqualTo(0.5));
        Assert.That(values[new MetricKey("mask/macro_f1")], Is.EqualTo(2 / 3.0).Within(1e-12));
        Assert.That(values[new MetricKey("gender/macro_f1")], Is.EqualTo(1));
        Assert.That(values[new MetricKey("age/macro_f1")], Is.EqualTo(1 / 3.0).Within(1e-12));
    }

    [Test]
    public void The_score_is_among_the_numbers() => Assert.That(MaskMetrics.Create().Keys, Has.Member(MaskMetrics.Score));
}
