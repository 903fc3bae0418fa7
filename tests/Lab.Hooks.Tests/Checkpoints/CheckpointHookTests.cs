using System.Text.Json;
using CsCheck;
using Lab.Checkpoints;

namespace Lab.Hooks.Tests.Checkpoints;

public sealed class CheckpointHookTests
{
    [Test]
    public void Saves_every_epoch_and_keeps_the_last_and_the_best_by_default()
    {
        using var run = new FakeRun(new CheckpointOptions());
        run.Epochs(0.5, 0.3, 0.4, 0.6);

        Assert.That(run.Saved, Is.EqualTo(new[] { "e1", "e2", "e3", "e4" }));
        Assert.That(run.Kept, Is.EquivalentTo(new[] { "e2", "e4" }));
        Assert.That(run.Marks, Is.EquivalentTo(new Dictionary<string, string> { ["best"] = "e2", ["last"] = "e4" }));
    }

    [Test]
    public void Keeps_the_k_best_and_the_n_last()
    {
        using var run = new FakeRun(new CheckpointOptions { KeepBest = 2, KeepLast = 2 });
        run.Epochs(0.1, 0.5, 0.2, 0.6, 0.7, 0.8);

        Assert.That(run.Kept, Is.EquivalentTo(new[] { "e1", "e3", "e5", "e6" }));
    }

    [Test]
    public void Keeps_all_if_no_number_is_given()
    {
        using var run = new FakeRun(new CheckpointOptions { KeepLast = null });
        run.Epochs(0.1, 0.2, 0.3);

        Assert.That(run.Kept, Is.EquivalentTo(new[] { "e1", "e2", "e3" }));
    }

    [Test]
    public void The_earlier_of_two_equal_values_stays_the_best()
    {
        using var run = new FakeRun(new CheckpointOptions());
        run.Epochs(0.5, 0.5, 0.5);

        Assert.That(run.Marks["best"], Is.EqualTo("e1"));
        Assert.That(run.Kept, Is.EquivalentTo(new[] { "e1", "e3" }));
    }

    [Test]
    public void A_first_value_that_is_no_number_is_saved_as_last_and_never_best()
    {
        using var run = new FakeRun(new CheckpointOptions());
        run.Epochs(double.NaN, double.NegativeInfinity);
        Assert.That(run.Marks.Keys, Is.EqualTo(new[] { "last" }));

        run.Epochs(0.7, double.NaN);
        Assert.That(run.Marks["best"], Is.EqualTo("e3"));
    }

    [Test]
    public void Follows_a_metric_that_is_better_when_higher()
    {
        using var run = new FakeRun(new CheckpointOptions { Monitor = new MonitoredMetric(Phase.Validation, Events.Accuracy) });
        foreach (var accuracy in new[] { 0.2, 0.6, 0.4 })
        {
            run.Report(Events.Report(run.NextEpoch, 1, accuracy));
        }

        Assert.That(run.Marks["best"], Is.EqualTo("e2"));
    }

    [Test]
    public void A_best_between_two_regular_ones_is_saved_and_becomes_the_last()
    {
        using var run = new FakeRun(new CheckpointOptions { Every = 3.Epochs() }, epochs: 10);
        run.Epochs(0.5, 0.6, 0.7, 0.4, 0.9);

        Assert.That(run.Saved, Is.EqualTo(new[] { "e1", "e3", "e4" }));
        Assert.That(run.Kept, Is.EqualTo(new[] { "e4" }));
        Assert.That(run.Marks, Is.EquivalentTo(new Dictionary<string, string> { ["best"] = "e4", ["last"] = "e4" }));
    }

    [Test]
    public void The_end_of_the_run_is_saved_whatever_the_interval()
    {
        using var run = new FakeRun(new CheckpointOptions { Every = 2.Epochs(), KeepBest = 0 }, epochs: 3);
        run.Epochs(0.5, 0.4, 0.3);

        Assert.That(run.Saved, Is.EqualTo(new[] { "e2", "e3" }));
    }

    [Test]
    public void Saves_every_n_steps_where_the_optimizer_stepped()
    {
        using var run = new FakeRun(new CheckpointOptions { Every = 5.OptimizerSteps(), KeepBest = 0 }, epochs: 3);
        for (var step = 1; step <= 12; step++)
        {
            run.Batch(Events.Batch(1, step, step, stepped: false));
            run.Batch(Events.Batch(1, step, step));
        }

        Assert.That(run.Saved, Is.EqualTo(new[] { "s5", "s10", "s12" }));
        Assert.That(run.Kept, Is.EqualTo(new[] { "s12" }));
    }

    [Test]
    public void A_validation_in_the_middle_of_an_epoch_can_be_the_best()
    {
        using var run = new FakeRun(new CheckpointOptions());
        run.Epochs(0.5);
        run.Report(Events.MidEpoch(2, 6, 0.1));

        Assert.That(run.Marks["best"], Is.EqualTo("s6"));
    }

    [Test]
    public void Saves_nothing_where_nothing_is_asked_for()
    {
        using var run = new FakeRun(new CheckpointOptions { Every = null, KeepBest = 0 });
        run.Epochs(0.5, 0.4);
        run.Batch(Events.Batch(3, 0, 9));

        Assert.That(run.Saved, Is.Empty);
    }

    [Test]
    public void Only_a_metric_that_was_asked_for_must_exist()
    {
        Assert.That(new CheckpointHook().Monitors, Is.Empty);
        Assert.That(new CheckpointHook(new CheckpointOptions { Monitor = MonitoredMetric.Parse("validation/f1") }).Monitors, Has.Count.EqualTo(1));
        Assert.That(new CheckpointHook(new CheckpointOptions { Monitor = MonitoredMetric.Parse("validation/f1"), KeepBest = 0 }).Monitors, Is.Empty);
    }

    [Test]
    public void A_run_without_validation_follows_its_training_loss()
    {
        var hook = new CheckpointHook();
        hook.OnRunStart(Events.Run(metrics: "train/loss"));
        var control = new RunControl { CheckpointName = "only" };
        hook.OnEpochReport(new EpochReport(1, 4, Events.End(Phase.Train, 1, 4, 0.5), null), control);

        Assert.That(control.Marks, Is.EqualTo(new[] { "last", "best" }));
    }

    [Test]
    public void A_second_fit_starts_anew()
    {
        using var hook = new CheckpointHook();
        for (var fit = 0; fit < 2; fit++)
        {
            hook.OnRunStart(Events.Run(metrics: "validation/loss"));
            var control = new RunControl { CheckpointName = "only" };
            hook.OnEpochReport(Events.Report(1, 0.5), control);
            Assert.That(control.Marks, Is.EqualTo(new[] { "last", "best" }));
        }
    }

    [Test]
    public void Options_out_of_range_are_refused()
    {
        Assert.That(() => new CheckpointHook(new CheckpointOptions { Every = 0.Epochs() }), Throws.TypeOf<LabValidationException>().With.Message.Contains("CheckpointOptions.Every (0 epochs) must be at least 1"));
        Assert.That(() => new CheckpointHook(new CheckpointOptions { KeepLast = 0 }), Throws.TypeOf<LabValidationException>().With.Message.Contains("KeepLast (0)"));
        Assert.That(() => new CheckpointHook(new CheckpointOptions { KeepBest = -1 }), Throws.TypeOf<LabValidationException>().With.Message.Contains("KeepBest (-1) must be at least 0"));
    }

    [Test]
    public void Whatever_the_values_last_and_best_exist_and_a_resume_changes_nothing() =>
        Gen.Select(Gen.OneOf(Gen.Int[0, 5].Select(i => i / 5.0), Gen.Const(double.NaN)).Array[1, 12], Gen.Int[1, 3], Gen.Int[1, 3], Gen.Int[1, 3], Gen.Int[0, 12])
            .Sample((losses, every, keepLast, keepBest, resumeAfter) =>
            {
                var options = new CheckpointOptions { Every = every.Epochs(), KeepLast = keepLast, KeepBest = keepBest };
                using var whole = new FakeRun(options, losses.Length);
                using var resumed = new FakeRun(options, losses.Length);
                var known = new List<double>();
                for (var i = 0; i < losses.Length; i++)
                {
                    if (i == resumeAfter)
                    {
                        resumed.Resume();
                    }

                    whole.Epochs(losses[i]);
                    resumed.Epochs(losses[i]);
                    known.Add(losses[i]);
                    Assert.That(whole.Marks.Values.Distinct(), Is.SubsetOf(whole.Kept), "a mark points to a checkpoint that was deleted");
                    Assert.That(whole.Kept, Has.Count.LessThanOrEqualTo(keepLast + keepBest));
                    var finite = known.Where(double.IsFinite).ToList();
                    if (finite.Count > 0)
                    {
                        Assert.That(whole.Marks["best"], Is.EqualTo($"e{known.IndexOf(finite.Min()) + 1}"));
                    }
                }

                Assert.That(resumed.Kept, Is.EquivalentTo(whole.Kept));
                Assert.That(resumed.Marks, Is.EquivalentTo(whole.Marks));
                Assert.That(whole.Kept, Does.Contain($"e{losses.Length}"), "the end of the run is kept");
            });

    /// <summary>Does what a trainer does with the requests.</summary>
    private sealed class FakeRun : IDisposable
    {
        private readonly CheckpointOptions _options;
        private readonly RunInfo _info;
        private CheckpointHook _hook;

        public FakeRun(CheckpointOptions options, int epochs = 99)
        {
            _options = options;
            _info = Events.Run(epochs: epochs, metrics: ["train/loss", "validation/loss", "validation/accuracy"]);
            _hook = new CheckpointHook(options);
            _hook.OnRunStart(_info);
        }

        public int NextEpoch { get; private set; } = 1;

        public List<string> Saved { get; } = [];

        public List<string> Kept { get; } = [];

        public Dictionary<string, string> Marks { get; } = [];

        public void Epochs(params double[] losses)
        {
            foreach (var loss in losses)
            {
                Report(Events.Report(NextEpoch, loss));
            }
        }

        public void Report(EpochReport report)
        {
            Act(report.IsEpochEnd ? $"e{report.Epoch}" : $"s{report.Step}", control => _hook.OnEpochReport(report, control));
            NextEpoch += report.IsEpochEnd ? 1 : 0;
        }

        public void Dispose() => _hook.Dispose();

        public void Batch(BatchEnd batch) => Act($"s{batch.Step}", control => _hook.OnBatchEnd(batch, control));

        public void Resume()
        {
            var json = JsonSerializer.Serialize(_hook.CaptureState());
            _hook = new CheckpointHook(_options);
            _hook.RestoreState(JsonSerializer.Deserialize<CheckpointHookState>(json)!);
            var start = new Position(NextEpoch - 1, 0, 4 * (NextEpoch - 1));
            if (start != default)
            {
                // What the trainer saves by itself when a run is cancelled.
                Kept.Add(CheckpointStore.NameOf(start));
            }

            _hook.OnRunStart(_info with { Start = start });
        }

        private void Act(string name, Action<RunControl> call)
        {
            var control = new RunControl { CheckpointName = name, Caller = _hook };
            call(control);
            if (control.CheckpointRequested)
            {
                Saved.Add(name);
                Kept.Add(name);
                foreach (var mark in control.Marks)
                {
                    Marks[mark] = name;
                }
            }

            foreach (var deleted in control.Deletions)
            {
                Assert.That(Kept.Remove(deleted), Is.True, $"{deleted} was not there to delete");
            }
        }
    }
}
