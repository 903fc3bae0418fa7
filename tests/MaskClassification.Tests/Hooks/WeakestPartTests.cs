using MaskClassification.Hooks;
using MaskClassification.Metrics;

namespace MaskClassification.Tests.Hooks;

public sealed class WeakestPartTests
{
    [Test]
    public void The_part_with_the_lowest_f1_is_named_first()
    {
        var log = new ListLogger<WeakestPart>();
        using var hook = new WeakestPart(log);

        hook.OnEpochReport(new EpochReport(2, 10, null, Validation(("mask/macro_f1", 0.9), ("gender/macro_f1", 0.8), ("age/macro_f1", 0.5))), control: null!);

        Assert.That(log.Lines, Has.Count.EqualTo(1));
        Assert.That(log.Lines[0], Does.Contain("weakest part is age").And.Contain("gender").And.Contain("mask"));
    }

    [Test]
    public void Without_a_validation_there_is_nothing_to_tell()
    {
        var log = new ListLogger<WeakestPart>();
        using var hook = new WeakestPart(log);

        hook.OnEpochReport(new EpochReport(2, 10, null, null), control: null!);

        Assert.That(log.Lines, Is.Empty);
    }

    [Test]
    public void What_it_waits_for_is_what_the_metrics_produce()
    {
        using var hook = new WeakestPart(new ListLogger<WeakestPart>());
        var produced = MaskMetrics.Create().Keys.Select(key => new MonitoredMetric(Phase.Validation, key));

        Assert.That(hook.Monitors, Has.Count.EqualTo(3).And.SubsetOf(produced));
    }

    private static EpochEnd Validation(params (string Name, double Value)[] numbers) => new()
    {
        Phase = Phase.Validation,
        Epoch = 2,
        Step = 10,
        Metrics = new MetricValues(numbers.Select(number => KeyValuePair.Create(new MetricKey(number.Name), number.Value))),
        Samples = 1,
        Duration = TimeSpan.Zero,
        DataWait = TimeSpan.Zero,
    };
}
