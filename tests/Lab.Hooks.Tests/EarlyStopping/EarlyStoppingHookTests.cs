using System.Text.Json;

namespace Lab.Hooks.Tests.EarlyStopping;

public sealed class EarlyStoppingHookTests
{
    [Test]
    public void Stops_after_as_many_epochs_without_improvement_as_its_patience()
    {
        Assert.That(StopEpoch(Patience(2), [0.9, 0.5, 0.6, 0.55, 0.4]), Is.EqualTo(4));
    }

    [Test]
    public void Never_stops_while_the_metric_improves()
    {
        Assert.That(StopEpoch(Patience(1), [0.9, 0.8, 0.7, 0.6]), Is.Null);
    }

    [Test]
    public void An_equal_value_is_no_improvement()
    {
        Assert.That(StopEpoch(Patience(2), [0.5, 0.5, 0.5]), Is.EqualTo(3));
    }

    [Test]
    public void An_improvement_must_exceed_the_minimum_change()
    {
        var options = Patience(2);
        options.MinimumChange = 0.25;
        Assert.That(StopEpoch(options, [1.0, 0.75, 0.875]), Is.EqualTo(3));

        options = Patience(2);
        options.MinimumChange = 0.25;
        Assert.That(StopEpoch(options, [1.0, 0.7, 0.875]), Is.Null);
    }

    [Test]
    public void The_direction_is_the_metrics_own()
    {
        var options = Patience(1);
        options.Monitor = new MonitoredMetric(Phase.Validation, Events.Accuracy);
        var hook = new EarlyStoppingHook(options);

        Assert.That(Stops(hook, Events.Report(1, 1.0, accuracy: 0.1)), Is.Empty);
        Assert.That(Stops(hook, Events.Report(2, 2.0, accuracy: 0.2)), Is.Empty);
        Assert.That(Stops(hook, Events.Report(3, 0.1, accuracy: 0.15)), Has.Count.EqualTo(1));
    }

    [Test]
    public void Epochs_before_there_is_an_average_do_not_count()
    {
        var options = Patience(1);
        options.Monitor = new MonitoredMetric(Phase.Average, MetricKey.Loss);
        var hook = new EarlyStoppingHook(options);

        Assert.That(Stops(hook, Events.Report(1, 0.1)), Is.Empty);
        Assert.That(Stops(hook, Events.Report(2, 0.2)), Is.Empty);
        Assert.That(Stops(hook, Events.AveragedReport(3, 0.3, averageLoss: 0.5)), Is.Empty);
        Assert.That(Stops(hook, Events.AveragedReport(4, 0.1, averageLoss: 0.5)), Has.Count.EqualTo(1));
    }

    [TestCase(MonitorMode.Max, null)]
    [TestCase(MonitorMode.Min, 2)]
    public void The_direction_can_be_given(MonitorMode mode, int? expected)
    {
        var options = Patience(1);
        options.Mode = mode;
        Assert.That(StopEpoch(options, [0.1, 0.2, 0.3]), Is.EqualTo(expected));
    }

    [Test]
    public void What_is_not_finite_is_no_improvement_even_at_first()
    {
        Assert.That(StopEpoch(Patience(2), [double.NaN, double.NegativeInfinity]), Is.EqualTo(2));
        Assert.That(StopEpoch(Patience(2), [double.NaN, 0.5, double.NaN, 0.4]), Is.Null);
    }

    [Test]
    public void Reports_from_the_middle_of_an_epoch_do_not_count()
    {
        var hook = new EarlyStoppingHook(Patience(1));
        Assert.That(Stops(hook, Events.Report(1, 0.5)), Is.Empty);
        Assert.That(Stops(hook, Events.MidEpoch(2, 6, 0.1)), Is.Empty);
        Assert.That(Stops(hook, Events.MidEpoch(2, 7, 0.9)), Is.Empty);
        Assert.That(Stops(hook, Events.Report(2, 0.4)), Is.Empty, "0.1 in the middle of the epoch must not have become the best");
    }

    [Test]
    public void Epochs_without_a_validation_are_waited_through()
    {
        var hook = new EarlyStoppingHook(Patience(3));
        EpochReport Unvalidated(int epoch) => new(epoch, epoch * 4, Events.End(Phase.Train, epoch, epoch * 4, 1), null);

        Assert.That(Stops(hook, Unvalidated(1)), Is.Empty);
        Assert.That(Stops(hook, Events.Report(2, 0.5)), Is.Empty);
        Assert.That(Stops(hook, Unvalidated(5)), Is.Empty, "nothing was measured");
        Assert.That(Stops(hook, Events.Report(6, 0.6)), Has.Count.EqualTo(1));
    }

    [Test]
    public void The_reason_names_metric_best_value_and_its_epoch()
    {
        var hook = new EarlyStoppingHook(Patience(2));
        IReadOnlyList<StopRequest> stops = [];
        foreach (var (epoch, loss) in new[] { (1, 0.25), (2, 0.5), (3, 0.75) })
        {
            stops = Stops(hook, Events.Report(epoch, loss));
        }

        Assert.That(stops.Single().Reason, Is.EqualTo("validation/loss has not improved for 2 epochs: best 0.25 at epoch 1, now 0.75."));
    }

    [Test]
    public void Patience_survives_a_resume_at_any_epoch()
    {
        double[] losses = [0.9, 0.5, double.NaN, 0.6, 0.55, 0.7];
        for (var resumed = 0; resumed < losses.Length; resumed++)
        {
            var hook = new EarlyStoppingHook(Patience(3));
            int? stopped = null;
            for (var epoch = 1; epoch <= losses.Length && stopped is null; epoch++)
            {
                if (epoch - 1 == resumed)
                {
                    var json = JsonSerializer.Serialize(hook.CaptureState());
                    hook = new EarlyStoppingHook(Patience(3));
                    hook.RestoreState(JsonSerializer.Deserialize<EarlyStoppingState>(json)!);
                }

                stopped = Stops(hook, Events.Report(epoch, losses[epoch - 1])).Count > 0 ? epoch : null;
            }

            Assert.That(stopped, Is.EqualTo(5), $"resumed after epoch {resumed}");
        }
    }

    [Test]
    public void A_second_fit_starts_anew_and_a_pass_that_runs_alone_does_not()
    {
        using var hook = new EarlyStoppingHook(Patience(1));
        hook.OnRunStart(Events.Run());
        Assert.That(Stops(hook, Events.Report(1, 0.1)), Is.Empty);
        hook.OnRunStart(Events.Run(phase: Phase.Test));
        Assert.That(Stops(hook, Events.Report(2, 0.2)), Has.Count.EqualTo(1));
        hook.OnRunStart(Events.Run());
        Assert.That(Stops(hook, Events.Report(1, 0.2)), Is.Empty);
    }

    [Test]
    public void Without_a_patience_it_waits_for_nothing_and_never_stops()
    {
        var options = new EarlyStoppingOptions();
        Assert.That(new EarlyStoppingHook(options).Monitors, Is.Empty);
        Assert.That(StopEpoch(options, [0.1, 0.2, 0.3, 0.4]), Is.Null);
    }

    [Test]
    public void With_a_patience_the_run_is_told_which_metric_it_waits_for()
    {
        Assert.That(new EarlyStoppingHook(Patience(1)).Monitors, Is.EqualTo(new[] { new MonitoredMetric(Phase.Validation, "loss") }));
    }

    [Test]
    public void A_metric_that_is_missing_is_an_error_that_names_those_that_are_there()
    {
        var options = Patience(1);
        options.Monitor = MonitoredMetric.Parse("validation/macro_f1");
        Assert.That(
            () => Stops(new EarlyStoppingHook(options), Events.Report(1, 0.5)),
            Throws.TypeOf<LabException>().With.Message.Contains("validation/macro_f1").And.Message.Contains("validation/accuracy"));
    }

    [Test]
    public void All_options_out_of_range_are_named_at_once()
    {
        var options = new EarlyStoppingOptions { Patience = 0.Epochs(), MinimumChange = -1 };
        Assert.That(
            () => new EarlyStoppingHook(options),
            Throws.TypeOf<LabValidationException>().With.Message.Contains("EarlyStoppingOptions.Patience (0 epochs) must be at least 1").And.Message.Contains("EarlyStoppingOptions.MinimumChange (-1) must be"));
    }

    private static EarlyStoppingOptions Patience(int epochs) => new() { Patience = epochs.Epochs() };

    private static IReadOnlyList<StopRequest> Stops(EarlyStoppingHook hook, EpochReport report)
    {
        var control = new RunControl { Caller = hook };
        hook.OnEpochReport(report, control);
        return control.StopRequests;
    }

    private static int? StopEpoch(EarlyStoppingOptions options, double[] losses)
    {
        var hook = new EarlyStoppingHook(options);
        for (var epoch = 1; epoch <= losses.Length; epoch++)
        {
            if (Stops(hook, Events.Report(epoch, losses[epoch - 1])).Count > 0)
            {
                return epoch;
            }
        }

        return null;
    }
}
