using Lab.Checkpoints;

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
            if (result.LastReport is null)
            {
                Assert.That(name, Is.EqualTo(names[^1]), "only a run that was at its end has nothing to report");
                continue;
            }

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
