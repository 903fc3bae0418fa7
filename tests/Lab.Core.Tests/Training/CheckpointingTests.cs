using Lab.Checkpoints;

namespace Lab.Tests.Training;

/// <summary>When a run's checkpoints are on disk, at once or in the background, and what a failure to write one does.</summary>
public sealed class CheckpointingTests
{
    private string _folder = null!;

    [SetUp]
    public void MakeFolder() => _folder = Directory.CreateTempSubdirectory("lab-checkpointing-").FullName;

    [TearDown]
    public void RemoveFolder() => Directory.Delete(_folder, recursive: true);

    private CheckpointStore Store => new(_folder);

    private static TrainerOptions Options(bool background) => new() { Epochs = 3.Epochs(), CheckpointBackground = background };

    // Keeps one checkpoint, as a policy does.
    private sealed class KeepNewest(int every = 1) : BatchHook
    {
        private string? _kept;

        public List<string> Written { get; } = [];

        public override void OnBatchEnd(BatchEnd batch, RunControl control)
        {
            if (batch.Phase == Phase.Train && batch.Stepped && batch.Step % every == 0)
            {
                if (_kept is not null)
                {
                    control.DeleteCheckpoint(_kept);
                }

                _kept = control.RequestCheckpoint("kept");
                Written.Add(_kept);
            }
        }
    }

    private sealed class SaveEveryStep : BatchHook
    {
        public override void OnBatchEnd(BatchEnd batch, RunControl control)
        {
            if (batch.Phase == Phase.Train)
            {
                control.RequestCheckpoint("last");
            }
        }
    }

    [Test]
    public void In_the_background_the_same_bytes_are_written()
    {
        using var plain = new ToyRun(Options(background: false), [new SaveEveryStep()], folder: Path.Combine(_folder, "plain"));
        using var background = new ToyRun(Options(background: true), [new SaveEveryStep()], folder: Path.Combine(_folder, "background"));
        plain.Fit();
        background.Fit();

        Assert.That(background.WeightHash(), Is.EqualTo(plain.WeightHash()));
        var folders = Directory.GetDirectories(Path.Combine(_folder, "plain"));
        Assert.That(folders, Has.Length.GreaterThan(15));
        foreach (var folder in folders)
        {
            var (expected, found) = (Opened("plain", folder), Opened("background", folder));
            Assert.That(found.Position, Is.EqualTo(expected.Position));
            Assert.That(File.ReadAllBytes(Path.Combine(found.Folder, "model.safetensors")), Is.EqualTo(File.ReadAllBytes(Path.Combine(expected.Folder, "model.safetensors"))));
            Assert.That(File.ReadAllBytes(Path.Combine(found.Folder, "optimizer.safetensors")), Is.EqualTo(File.ReadAllBytes(Path.Combine(expected.Folder, "optimizer.safetensors"))));
        }

        Assert.That(new CheckpointStore(Path.Combine(_folder, "background")).Open("last").Name, Is.EqualTo(folders.Order(StringComparer.Ordinal).Select(Path.GetFileName).Last()));

        Checkpoint Opened(string store, string folder) => new CheckpointStore(Path.Combine(_folder, store)).Open(Path.GetFileName(folder));
    }

    [Test]
    public void In_the_background_deletions_come_after_what_they_wait_for_and_the_end_waits_for_all([Values] bool background)
    {
        var keep = new KeepNewest();
        using var run = new ToyRun(Options(background), [keep], folder: _folder);
        var result = run.Fit();

        // The last one is the run's own, of the closed epoch.
        Assert.That(Directory.GetDirectories(_folder).Select(Path.GetFileName), Is.EqualTo(new[] { keep.Written[^1] }));
        Assert.That(Store.FindNewest(out var passedOver)!.Position, Is.EqualTo(result.Position));
        Assert.That(passedOver, Is.Empty);
        using var rest = new ToyRun(Options(background) with { Epochs = 4.Epochs() }, [new KeepNewest()], folder: _folder);
        Assert.That(rest.Fit(Store.FindNewest(out _)).Position.Epoch, Is.EqualTo(4));
    }

    [Test]
    public void What_cannot_be_written_ends_the_run_and_deletes_nothing([Values] bool background)
    {
        File.WriteAllText(Path.Combine(_folder, "step-00000005"), "in the way");
        var keep = new KeepNewest(every: 5);
        using var run = new ToyRun(Options(background) with { ValidateEvery = 100.OptimizerSteps() }, [new SaveAt(4), keep, new DeleteAt(5, "step-00000004")], folder: _folder);

        Assert.That(() => run.Fit(), Throws.TypeOf<LabException>().With.Message.Contains("step-00000005").And.Message.Contains("untouched"));
        Assert.That(Store.FindNewest(out _)!.Position.Step, Is.EqualTo(4), "the last good state");
        Assert.That(Directory.GetDirectories(_folder), Has.Length.EqualTo(1), "and nothing half-written");
    }

    private sealed class SaveAt(long step) : BatchHook
    {
        public override void OnBatchEnd(BatchEnd batch, RunControl control)
        {
            if (batch.Phase == Phase.Train && batch.Step == step)
            {
                control.RequestCheckpoint();
            }
        }
    }

    private sealed class DeleteAt(long step, string name) : BatchHook
    {
        public override void OnBatchEnd(BatchEnd batch, RunControl control)
        {
            if (batch.Phase == Phase.Train && batch.Step == step)
            {
                control.DeleteCheckpoint(name);
            }
        }
    }

    [Test]
    public void A_failure_in_the_background_of_the_last_checkpoint_is_the_runs_failure()
    {
        using var run = new ToyRun(Options(background: true) with { MaximumSteps = new StepCount(3) }, folder: _folder);
        File.WriteAllText(Path.Combine(_folder, "step-00000003"), "in the way");

        Assert.That(() => run.Fit(), Throws.TypeOf<LabException>().With.Message.Contains("step-00000003"));
    }

    [Test]
    public void A_run_that_fails_leaves_what_was_asked_for_before([Values] bool background)
    {
        using var run = new ToyRun(Options(background), [new SaveEveryStep(), new ThrowAt(4)], folder: _folder);

        Assert.That(() => run.Fit(), Throws.TypeOf<HookException>());
        Assert.That(Store.FindNewest(out var passedOver)!.Position.Step, Is.EqualTo(3));
        Assert.That(passedOver, Is.Empty);
        Assert.That(Directory.GetDirectories(_folder, ".*"), Is.Empty);
    }

    private sealed class ThrowAt(long step) : BatchHook
    {
        public override void OnBatchEnd(BatchEnd batch, RunControl control)
        {
            if (batch.Step == step)
            {
                throw new InvalidOperationException("on purpose");
            }
        }
    }

    [Test]
    public void A_run_that_is_cancelled_has_its_state_on_disk_when_it_returns([Values] bool background)
    {
        using var source = new CancellationTokenSource();
        using var run = new ToyRun(Options(background), [new CancelAt(source, 4)], folder: _folder);
        var result = run.Fit(cancellation: source.Token);

        Assert.That(result.Status, Is.EqualTo(RunStatus.Cancelled));
        Assert.That(Store.Open("last").Position, Is.EqualTo(result.Position));
    }

    private sealed class CancelAt(CancellationTokenSource source, long step) : BatchHook
    {
        public override void OnBatchEnd(BatchEnd batch, RunControl control)
        {
            if (batch.Step == step)
            {
                source.Cancel();
            }
        }
    }

    [Test]
    public void A_resume_mends_the_marks_and_tidies_up()
    {
        using (var run = new ToyRun(Options(background: false) with { MaximumSteps = new StepCount(3) }, [new SaveEveryStep()], folder: _folder))
        {
            run.Fit();
        }

        var marks = Path.Combine(_folder, "marks.json");
        var before = File.ReadAllText(marks);
        File.Delete(marks);
        Directory.CreateDirectory(Path.Combine(_folder, ".step-00000004.77"));
        using var rest = new ToyRun(Options(background: false) with { MaximumSteps = new StepCount(3) }, folder: _folder);
        rest.Fit(Store.FindNewest(out _));

        Assert.That(File.ReadAllText(marks), Is.EqualTo(before), "the run was at its end and wrote no checkpoint");
        Assert.That(Directory.GetDirectories(_folder, ".*"), Is.Empty);
    }

    [Test]
    public void A_resume_that_is_refused_leaves_the_store_as_it_was()
    {
        using (var run = new ToyRun(Options(background: false), folder: _folder))
        {
            run.Fit();
        }

        File.Delete(Path.Combine(_folder, "marks.json"));
        Directory.CreateDirectory(Path.Combine(_folder, ".step-00000004.77"));
        using var other = new ToyRun(Options(background: false) with { Seed = 9 }, folder: _folder);

        Assert.That(() => other.Fit(Store.FindNewest(out _)), Throws.TypeOf<LabValidationException>());
        Assert.That(File.Exists(Path.Combine(_folder, "marks.json")), Is.False);
        Assert.That(Directory.Exists(Path.Combine(_folder, ".step-00000004.77")));
    }
}
