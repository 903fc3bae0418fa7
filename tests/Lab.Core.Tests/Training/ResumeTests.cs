using Lab.Checkpoints;
using Lab.Optimization;

namespace Lab.Tests.Training;

public sealed class ResumeTests
{
    private string _folder = null!;

    [SetUp]
    public void MakeFolder() => _folder = Directory.CreateTempSubdirectory("lab-resume-").FullName;

    [TearDown]
    public void RemoveFolder() => Directory.Delete(_folder, recursive: true);

    private sealed class SaveEveryStep : BatchHook, IStateful<SaveEveryStep.Seen>
    {
        public List<string> Names { get; } = [];

        public int Batches { get; private set; }

        public Seen CaptureState() => new(Batches);

        public void RestoreState(Seen state) => Batches = state.Batches;

        public override void OnBatchEnd(BatchEnd batch, RunControl control)
        {
            if (batch.Phase == Phase.Train)
            {
                Batches++;
                Names.Add(control.RequestCheckpoint());
            }
        }

        public override void OnEpochReport(EpochReport report, RunControl control) => Names.Add(control.RequestCheckpoint());

        internal sealed record Seen(int Batches);
    }

    private sealed class Accumulate : OptimHook
    {
        public override BatchCount Window => 2.Batches();
    }

    private static readonly TrainerOptions Options = new() { Epochs = 3.Epochs(), ValidateEvery = 2.OptimizerSteps() };

    [Test]
    public void Every_checkpoint_continues_to_the_same_bits_and_the_same_numbers()
    {
        var save = new SaveEveryStep();
        using var whole = new ToyRun(Options, [new Accumulate(), save], folder: _folder);
        var expected = whole.Fit();
        var names = save.Names.Distinct().ToList();

        Assert.That(names, Has.Count.GreaterThan(9));
        Assert.That(names.Select(name => Path.Combine(_folder, name)), Has.All.Exist, "every name that a hook was told has been written");
        foreach (var name in names)
        {
            var again = new SaveEveryStep();
            using var rest = new ToyRun(Options, [new Accumulate(), again], loader: new LoaderOptions { BatchSize = 8, LoaderThreads = 2 }, folder: Path.Combine(_folder, "again"));
            var result = rest.Fit(new CheckpointStore(_folder).Open(name));

            Assert.That(rest.WeightHash(), Is.EqualTo(whole.WeightHash()), name);
            Assert.That(again.Batches, Is.EqualTo(save.Batches), name);
            Assert.That(result.Position, Is.EqualTo(expected.Position), name);
            Assert.That(Numbers(result), Is.EqualTo(Numbers(expected)), name);
        }
    }

    [Test]
    public void A_run_that_is_cancelled_during_validation_continues_to_the_same_bits()
    {
        using var whole = new ToyRun(Options with { ValidateEvery = 1.Epochs() });
        var expected = whole.Fit();

        using var source = new CancellationTokenSource();
        using var cancelled = new ToyRun(Options with { ValidateEvery = 1.Epochs() }, [new CancelInValidation(source)], folder: _folder);
        var first = cancelled.Fit(cancellation: source.Token);
        using var rest = new ToyRun(Options with { ValidateEvery = 1.Epochs() });
        var result = rest.Fit(new CheckpointStore(_folder).FindNewest(out _));

        Assert.That(first.Status, Is.EqualTo(RunStatus.Cancelled));
        Assert.That(rest.WeightHash(), Is.EqualTo(whole.WeightHash()));
        Assert.That(Numbers(result), Is.EqualTo(Numbers(expected)));
    }

    [TestCase(true)]
    [TestCase(false)]
    public void A_run_whose_last_step_lies_within_an_epoch_is_validated_also_if_it_was_cancelled_or_killed_before(bool cancels)
    {
        var limited = Options with { ValidateEvery = 1.Epochs(), MaximumSteps = 10.OptimizerSteps() };
        using var whole = new ToyRun(limited, [new SaveEveryStep()], folder: Path.Combine(_folder, "whole"));
        var expected = whole.Fit();

        using var source = new CancellationTokenSource();
        using var cut = new ToyRun(limited, [new SaveEveryStep(), .. cancels ? new Hook[] { new CancelInValidation(source) } : []], folder: Path.Combine(_folder, "cut"));
        cut.Fit(cancellation: source.Token);
        // The checkpoint that was written after the last step, before its validation, is what a kill during the validation leaves.
        var checkpoint = new CheckpointStore(Path.Combine(_folder, cancels ? "cut" : "whole")).Open(CheckpointStore.NameOf(expected.Position));
        using var rest = new ToyRun(limited, [new SaveEveryStep()]);
        var result = rest.Fit(checkpoint);

        Assert.That(expected.Position.Batch, Is.Not.Zero);
        Assert.That(rest.WeightHash(), Is.EqualTo(whole.WeightHash()));
        Assert.That((result.Status, result.Position), Is.EqualTo((RunStatus.Completed, expected.Position)));
        Assert.That(Numbers(result), Is.EqualTo(Numbers(expected)));
    }

    [TestCase(1, null, "--epochs 1", "at step 9 in epoch 2")]
    [TestCase(3, 8, "--maximum-steps 8", "at step 9 in epoch 2")]
    public void A_run_that_is_beyond_what_is_asked_for_is_refused_and_no_hook_hears_of_an_epoch(int epochs, int? steps, string option, string where)
    {
        using (var first = new ToyRun(Options with { MaximumSteps = 9.OptimizerSteps() }, folder: _folder))
        {
            first.Fit(validate: false);
        }

        var reports = new Reports();
        using var rest = new ToyRun(Options with { Epochs = epochs.Epochs(), MaximumSteps = steps?.OptimizerSteps() }, [reports], folder: _folder);

        Assert.That(
            () => rest.Fit(new CheckpointStore(_folder).FindNewest(out _)),
            Throws.TypeOf<LabValidationException>().With.Message.Contains(option).And.Message.Contains(where));
        Assert.That(reports.Heard, Is.Empty);
    }

    private sealed class Reports : EpochHook
    {
        public List<(int Epoch, long Step, bool IsPartial, bool IsEpochEnd)> Heard { get; } = [];

        public override void OnEpochReport(EpochReport report, RunControl control) => Heard.Add((report.Epoch, report.Step, report.Train!.IsPartial, report.IsEpochEnd));
    }

    [Test]
    public void An_epoch_that_a_limit_cut_short_counts_once_when_the_run_goes_on()
    {
        var options = Options with { Epochs = 3.Epochs(), ValidateEvery = 1.Epochs() };
        PlateauSchedule Plateau() => new(new MonitoredMetric(Phase.Validation, MetricKey.Loss), factor: 0.5, patience: 0) { Threshold = 10 };
        using var whole = new ToyRun(options, [], configure: parts => parts with { Schedule = Plateau() });
        whole.Fit();

        var reports = new Reports();
        using (var first = new ToyRun(options with { MaximumSteps = 10.OptimizerSteps() }, [reports], folder: _folder, configure: parts => parts with { Schedule = Plateau() }))
        {
            first.Fit();
        }

        using var rest = new ToyRun(options, [reports], configure: parts => parts with { Schedule = Plateau() });
        rest.Fit(new CheckpointStore(_folder).FindNewest(out _));

        Assert.That(reports.Heard, Is.EqualTo(new[] { (1, 7L, false, true), (2, 10L, true, false), (2, 14L, false, true), (3, 21L, false, true) }));
        Assert.That(rest.WeightHash(), Is.EqualTo(whole.WeightHash()), "a report more would have halved the rate once more");
    }

    private sealed class SaveBest : EpochHook
    {
        public List<string> Names { get; } = [];

        public override void OnEpochReport(EpochReport report, RunControl control) => Names.Add(control.RequestCheckpoint("best"));
    }

    [Test]
    public void What_is_asked_for_after_a_validation_that_was_cancelled_before_is_saved_at_its_own_step()
    {
        using var source = new CancellationTokenSource();
        using var cancelled = new ToyRun(Options, [new CancelInValidation(source)], folder: _folder);
        var first = cancelled.Fit(cancellation: source.Token);
        var save = new SaveBest();
        using var stopped = new ToyRun(Options with { MaximumSteps = new StepCount(first.Position.Step + 1) }, [save], folder: _folder);
        stopped.Fit(new CheckpointStore(_folder).FindNewest(out _));

        Assert.That(first.Status, Is.EqualTo(RunStatus.Cancelled));
        Assert.That(save.Names[0], Is.EqualTo(CheckpointStore.NameOf(first.Position)));
        Assert.That(new CheckpointStore(_folder).Open("best").Name, Is.EqualTo(save.Names[^1]));
    }

    private sealed class StopAt(int step) : BatchHook
    {
        public override void OnBatchEnd(BatchEnd batch, RunControl control)
        {
            if (batch.Phase == Phase.Train && batch.Step == step)
            {
                control.RequestStop("enough");
            }
        }
    }

    [Test]
    public void A_wish_to_stop_survives_a_validation_that_is_cancelled()
    {
        using var source = new CancellationTokenSource();
        using var cancelled = new ToyRun(Options with { ValidateEvery = 1.Epochs() }, [new CancelInValidation(source), new StopAt(14)], folder: _folder);
        var first = cancelled.Fit(cancellation: source.Token);
        using var rest = new ToyRun(Options with { ValidateEvery = 1.Epochs() }, folder: _folder);
        var result = rest.Fit(new CheckpointStore(_folder).FindNewest(out _));

        Assert.That(first.Status, Is.EqualTo(RunStatus.Cancelled));
        Assert.That(result.Status, Is.EqualTo(RunStatus.Stopped));
        Assert.That(result.Reason, Is.EqualTo("StopAt: enough"));
    }

    [Test]
    public void Another_batch_size_is_refused_even_if_the_number_of_batches_is_the_same()
    {
        using var plain = new ToyRun(Options, loader: new LoaderOptions { BatchSize = 13, LoaderThreads = 0 }, folder: _folder);
        plain.Fit();
        using var other = new ToyRun(Options, loader: new LoaderOptions { BatchSize = 16, LoaderThreads = 0 });

        Assert.That(() => other.Fit(new CheckpointStore(_folder).FindNewest(out _)), Throws.TypeOf<LabValidationException>().With.Message.Contains("--batch-size"));
    }

    [Test]
    public void A_cancelled_run_finishes_its_window_and_saves_it()
    {
        using var source = new CancellationTokenSource();
        using var run = new ToyRun(Options, [new Accumulate(), new CancelAtBatch(source, 2)], folder: _folder);
        var result = run.Fit(cancellation: source.Token);

        Assert.That(result.Status, Is.EqualTo(RunStatus.Cancelled));
        Assert.That(result.Position, Is.EqualTo(new Position(0, 4, 2)), "batch 2 opens the second window, which batch 3 closes");
        Assert.That(new CheckpointStore(_folder).FindNewest(out _)!.Position, Is.EqualTo(result.Position));
    }

    [Test]
    public void A_run_that_is_cancelled_before_its_first_step_has_nothing_to_save()
    {
        using var source = new CancellationTokenSource();
        source.Cancel();
        using var run = new ToyRun(Options, folder: _folder);
        var result = run.Fit(cancellation: source.Token);

        Assert.That(result.Status, Is.EqualTo(RunStatus.Cancelled));
        Assert.That(result.Position, Is.EqualTo(default(Position)));
        Assert.That(new CheckpointStore(_folder).FindNewest(out var passedOver), Is.Null);
        Assert.That(passedOver, Is.Empty);
    }

    [Test]
    public void After_a_cancelled_fit_the_next_one_in_the_process_gives_the_bits_that_it_would_have_given_alone()
    {
        using var whole = new ToyRun(Options);
        whole.Fit();
        using var source = new CancellationTokenSource();
        using var cancelled = new ToyRun(Options, [new CancelInValidation(source)]);
        Assert.That(cancelled.Fit(cancellation: source.Token).Status, Is.EqualTo(RunStatus.Cancelled));
        using var next = new ToyRun(Options);
        next.Fit();

        Assert.That(next.WeightHash(), Is.EqualTo(whole.WeightHash()));
    }

    private sealed class Counted(ToyDataset samples, List<int> read) : Dataset<ToySample>
    {
        public override int Count => samples.Count;

        public override ToySample this[int index]
        {
            get
            {
                read.Add(index);
                return samples[index];
            }
        }
    }

    [TestCase(4)]
    [TestCase(207)]
    public void A_resumed_run_reads_no_sample_of_an_earlier_batch_wherever_it_stands(int step)
    {
        using (var first = new ToyRun(Options with { Epochs = 40.Epochs(), MaximumSteps = new StepCount(step) }, folder: _folder))
        {
            first.Fit(validate: false);
        }

        var read = new List<int>();
        using var loader = new DatasetLoader<ToySample, Tensor, Tensor>(new Counted(new ToyDataset(50), read), new ToyCollator(), Phase.Train, new LoaderOptions { BatchSize = 8, LoaderThreads = 0 }, Options.Seed);
        using var rest = new ToyRun(Options with { Epochs = 40.Epochs(), MaximumSteps = new StepCount(step + 1) });
        var result = rest.Trainer.Fit(loader, null, new CheckpointStore(_folder).FindNewest(out _));

        Assert.That(result.Position.Step, Is.EqualTo(step + 1));
        Assert.That(read, Has.Count.EqualTo(8), "one batch makes one step");
    }

    private sealed class KeepNewest : BatchHook, IStateful<KeepNewest.State>
    {
        private string? _last;

        public override void OnBatchEnd(BatchEnd batch, RunControl control)
        {
            if (_last is not null)
            {
                control.DeleteCheckpoint(_last);
            }

            _last = control.RequestCheckpoint();
        }

        public State CaptureState() => new(_last);

        public void RestoreState(State state) => _last = state.Last;

        internal sealed record State(string? Last);
    }

    [Test]
    public void What_a_kill_kept_from_being_deleted_is_deleted_when_the_run_goes_on()
    {
        using (var first = new ToyRun(Options with { MaximumSteps = new StepCount(3) }, [new KeepNewest()], folder: _folder))
        {
            first.Fit(validate: false);
        }

        Directory.CreateDirectory(Path.Combine(_folder, "step-00000002"));
        Directory.CreateDirectory(Path.Combine(_folder, "step-00000001"));
        using var rest = new ToyRun(Options with { MaximumSteps = new StepCount(4) }, [new KeepNewest()], folder: _folder);
        rest.Fit(new CheckpointStore(_folder).FindNewest(out _), validate: false);

        Assert.That(Directory.GetDirectories(_folder).Select(Path.GetFileName), Is.EquivalentTo(new[] { "step-00000001", "step-00000004" }), "step 2 was to go with step 3; nobody asked for step 1");
    }

    private sealed class Listen(List<(long Saved, long Seen)> heard) : BatchHook
    {
        private long _seen;

        public override void OnBatchEnd(BatchEnd batch, RunControl control)
        {
            _seen = batch.Step;
            if (batch.Step % 3 == 0)
            {
                control.RequestCheckpoint();
            }
        }

        public override void OnCheckpoint(Position position) => heard.Add((position.Step, _seen));
    }

    [Test]
    public void Observers_hear_of_every_checkpoint_after_all_hooks_of_its_step()
    {
        var heard = new List<(long, long)>();
        using var run = new ToyRun(Options with { MaximumSteps = new StepCount(7) }, [new Listen(heard)], folder: _folder);
        run.Fit(validate: false);

        Assert.That(heard, Is.EqualTo(new[] { (3L, 3L), (6L, 6L), (7L, 7L) }), "the last one is the trainer's own");
    }

    [Test]
    public void A_hook_that_the_checkpoint_does_not_know_is_refused_by_name()
    {
        using var plain = new ToyRun(Options, folder: _folder);
        plain.Fit();
        using var other = new ToyRun(Options with { Epochs = 4.Epochs() }, [new SaveEveryStep()]);

        Assert.That(
            () => other.Fit(new CheckpointStore(_folder).FindNewest(out _)),
            Throws.TypeOf<LabValidationException>().With.Message.Contains(nameof(SaveEveryStep)));
    }

    [Test]
    public void A_hook_that_the_checkpoint_knows_and_the_run_lacks_is_refused_by_name()
    {
        using var first = new ToyRun(Options, [new SaveEveryStep()], folder: _folder);
        first.Fit();
        using var other = new ToyRun(Options with { Epochs = 4.Epochs() });

        Assert.That(
            () => other.Fit(new CheckpointStore(_folder).FindNewest(out _)),
            Throws.TypeOf<LabValidationException>().With.Message.Contains($"the state of the hook {nameof(SaveEveryStep)}, which this run lacks"));
    }

    [Test]
    public void Another_seed_is_refused()
    {
        using var plain = new ToyRun(Options, folder: _folder);
        plain.Fit();
        using var other = new ToyRun(Options with { Seed = 9 });

        Assert.That(() => other.Fit(new CheckpointStore(_folder).FindNewest(out _)), Throws.TypeOf<LabValidationException>().With.Message.Contains("seed"));
    }

    private static IEnumerable<KeyValuePair<string, double>> Numbers(RunResult result) =>
        new[] { result.LastReport!.Train, result.LastReport.Validation }.OfType<EpochEnd>()
            .SelectMany(end => end.Metrics.Select(pair => KeyValuePair.Create(pair.Key.In(end.Phase), pair.Value)));

    private sealed class CancelInValidation(CancellationTokenSource source) : BatchHook
    {
        public override void OnBatchStart(BatchStart batch)
        {
            if (batch is { Phase: Phase.Validation, Epoch: 2 })
            {
                source.Cancel();
            }
        }
    }

    private sealed class CancelAtBatch(CancellationTokenSource source, int number) : BatchHook
    {
        public override void OnBatchStart(BatchStart batch)
        {
            if (batch.Batch == number)
            {
                source.Cancel();
            }
        }
    }
}
