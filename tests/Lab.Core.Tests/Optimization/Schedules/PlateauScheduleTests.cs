using System.Text.Json;
using Lab.Optimization;

namespace Lab.Tests.Optimization.Schedules;

public sealed class PlateauScheduleTests
{
    private static readonly MetricKey _score = new("score");
    private static readonly MonitoredMetric _monitor = new(Phase.Validation, "score");

    [Test]
    public void The_metrics_key_says_which_way_is_better()
    {
        var higher = Fed(new PlateauSchedule(_monitor, 0.5, 0), _score, 1, 2, 3);
        var lower = Fed(new PlateauSchedule(_monitor, 0.5, 0), _score with { HigherIsBetter = false }, 1, 2, 3);

        Assert.That(Rate(higher), Is.EqualTo(1));
        Assert.That(Rate(lower), Is.EqualTo(0.25));
    }

    [Test]
    public void Not_a_number_is_no_improvement_and_never_the_best()
    {
        Assert.That(Rate(Fed(new PlateauSchedule(_monitor, 0.5, 1), _score, double.NaN, double.NaN)), Is.EqualTo(0.5));
        Assert.That(Rate(Fed(new PlateauSchedule(_monitor, 0.5, 1), _score, double.NaN, 0.1, double.PositiveInfinity, 0.2)), Is.EqualTo(1));
    }

    [Test]
    public void The_threshold_points_the_right_way_below_zero()
    {
        var schedule = Fed(new PlateauSchedule(_monitor, 0.5, 0) { Threshold = 0.1 }, _score with { HigherIsBetter = false }, -10, -10.5);

        Assert.That(Rate(schedule), Is.EqualTo(0.5));
    }

    [Test]
    public void Reports_after_a_reduction_are_not_counted_during_the_cooldown()
    {
        Assert.That(Rate(Fed(new PlateauSchedule(_monitor, 0.5, 0) { Cooldown = 2 }, _score, 1, 1, 1, 1)), Is.EqualTo(0.5));
        Assert.That(Rate(Fed(new PlateauSchedule(_monitor, 0.5, 0) { Cooldown = 2 }, _score, 1, 1, 1, 1, 1)), Is.EqualTo(0.25));
    }

    [Test]
    public void The_rate_stays_above_its_minimum()
    {
        Assert.That(Rate(Fed(new PlateauSchedule(_monitor, 0.5, 0) { MinimumRate = 0.3 }, _score, 1, 1, 1, 1, 1)), Is.EqualTo(0.3));
    }

    [Test]
    public void Reports_without_the_phase_or_from_the_middle_of_an_epoch_do_not_count()
    {
        var schedule = Fed(new PlateauSchedule(_monitor, 0.5, 0), _score, 1);
        schedule.OnEpochReport(Reports.TrainOnly(2));
        schedule.OnEpochReport(Reports.MiddleOfEpoch(3, _score, 0));

        Assert.That(Rate(schedule), Is.EqualTo(1));
    }

    [Test]
    public void A_report_without_the_metric_is_an_error_that_lists_what_there_is()
    {
        var schedule = new PlateauSchedule(_monitor);

        Assert.That(
            () => schedule.OnEpochReport(Reports.Validation(1, MetricKey.Loss, 1)),
            Throws.TypeOf<LabException>().With.Message.Contains("validation/score").And.Message.Contains("loss"));
        Assert.That(schedule.Monitors, Is.EqualTo(new[] { _monitor }));
    }

    [Test]
    public void A_restored_state_goes_on_as_if_never_interrupted([Range(0, 9)] int at)
    {
        double[] values = [1, 1.1, 1.1, 1.1, 1.2, 1.2, 1.1999999999999999, 1.2, 1.2, 1.3];
        PlateauSchedule Create() => new(_monitor, 0.5, 1) { Cooldown = 1, Warmup = new Warmup(3.OptimizerSteps()) };
        var whole = Fed(Create(), _score, values);
        var first = Fed(Create(), _score, values[..at]);
        var second = Create();
        second.RestoreState(JsonSerializer.Deserialize<PlateauState>(JsonSerializer.Serialize(first.CaptureState()))!);
        Fed(second, _score, values[at..]);

        Assert.That(second.CaptureState(), Is.EqualTo(whole.CaptureState()));
        Assert.That(Rate(second), Is.EqualTo(Rate(whole)).And.LessThan(1));
    }

    private static PlateauSchedule Fed(PlateauSchedule schedule, MetricKey key, params double[] values)
    {
        foreach (var value in values)
        {
            schedule.OnEpochReport(Reports.Validation(1, key, value));
        }

        return schedule;
    }

    private static double Rate(PlateauSchedule schedule) => schedule.RateAt(1, new SchedulePosition(5, 1, 10));
}
