using Lab.Checkpoints;

namespace Lab.Tests.Training;

/// <summary>The caller cancels while any member of any hook runs: the step is finished, the state saved, no fault told, and the run can go on to the same bits.</summary>
public sealed class HookCancellationTests
{
    private static readonly TrainerOptions Options = new() { Epochs = 2.Epochs(), TorchThreads = 1 };

    private static readonly (string Call, Position Expected)[] Cases =
    [
        ("optim Attach", new Position(0, 0, 0)),
        ("epoch OnRunStart", new Position(0, 0, 0)),
        ("batch OnEpochStart Train epoch 1", new Position(0, 1, 1)),
        ("batch OnBatchStart Train epoch 1 batch 1", new Position(0, 2, 2)),
        ("optim Loss epoch 1 batch 1", new Position(0, 2, 2)),
        ("optim Backward epoch 1 batch 1", new Position(0, 2, 2)),
        ("optim Step epoch 1 number 2", new Position(0, 2, 2)),
        ("batch OnBatchEnd Train epoch 1 batch 1", new Position(0, 2, 2)),
        ("epoch OnEpochEnd Train epoch 1", new Position(0, 3, 3)),
        ("batch OnEpochStart Validation epoch 1", new Position(0, 3, 3)),
        ("batch OnBatchStart Validation epoch 1 batch 0", new Position(0, 3, 3)),
        ("batch OnBatchEnd Validation epoch 1 batch 1", new Position(0, 3, 3)),
        ("epoch OnEpochEnd Validation epoch 1", new Position(1, 0, 3)),
        ("batch OnEpochReport epoch 1", new Position(1, 0, 3)),
    ];

    private static IEnumerable<TestCaseData> All => Cases.Select(entry => new TestCaseData(entry.Call, entry.Expected).SetArgDisplayNames(entry.Call));

    [TestCaseSource(nameof(All))]
    public void A_run_that_is_cancelled_anywhere_ends_between_two_steps_and_goes_on_to_the_same_bits(string call, Position expected)
    {
        var folder = Directory.CreateTempSubdirectory("lab-cancel-").FullName;
        try
        {
            using var whole = Run(new Recording());
            whole.Fit();
            var recording = new Recording();
            using var source = new CancellationTokenSource();
            using var cancelled = Run(recording, folder);
            recording.At = line => HookSequenceTests.CancelIf(source, line.StartsWith(call, StringComparison.Ordinal));
            var result = cancelled.Fit(cancellation: source.Token);
            using var rest = Run(new Recording());
            rest.Fit(new CheckpointStore(folder).FindNewest(out _));

            Assert.That((result.Status, result.Position), Is.EqualTo((RunStatus.Cancelled, expected)));
            Assert.That(recording.Lines, Has.None.Contains("OnFault"));
            Assert.That(recording.Lines.TakeLast(3).Select(line => string.Join(' ', line.Split(' ')[..3])), Is.EqualTo(new[] { "epoch OnRunEnd Cancelled", "batch OnRunEnd Cancelled", "optim OnRunEnd Cancelled" }));
            Assert.That(rest.WeightHash(), Is.EqualTo(whole.WeightHash()));
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    [TestCase(Phase.Test)]
    [TestCase(Phase.Predict)]
    public void A_pass_alone_that_is_cancelled_says_so_and_tells_the_end(Phase phase)
    {
        var recording = new Recording();
        using var source = new CancellationTokenSource();
        using var run = Run(recording);
        using var loader = new DatasetLoader<ToySample, Tensor, Tensor>(new ToyDataset(20), new ToyCollator(), phase, new LoaderOptions { BatchSize = 8, LoaderThreads = 0 });
        recording.At = line => HookSequenceTests.CancelIf(source, line.StartsWith($"batch OnBatchEnd {phase} epoch 0 batch 0", StringComparison.Ordinal));
        var result = phase == Phase.Test ? run.Trainer.Evaluate(loader, source.Token) : run.Trainer.Predict(loader, (_, _) => { }, source.Token);

        Assert.That(result.Status, Is.EqualTo(RunStatus.Cancelled));
        Assert.That(result.Metrics, Is.Empty);
        Assert.That(recording.Lines, Has.None.Contains("batch 1 "));
        Assert.That(recording.Lines.TakeLast(3), Is.EqualTo(new[] { "epoch OnRunEnd Cancelled 0/0/0", "batch OnRunEnd Cancelled 0/0/0", "optim OnRunEnd Cancelled 0/0/0" }));
    }

    private static ToyRun Run(Recording recording, string? folder = null) => new(
        Options, [new RecordingOptim("optim", recording), new RecordingBatch("batch", recording), new RecordingEpoch("epoch", recording)], samples: 20, folder: folder);
}
