using Lab.Checkpoints;

namespace Lab.Tests.Training;

/// <summary>The exact sequence of every hook call with its arguments. Sixteen samples in batches of 12 and 4; the validation has 12 and 8.</summary>
public sealed class HookSequenceTests
{
    private static readonly LoaderOptions Loader = new() { BatchSize = 12, LoaderThreads = 0 };

    private static readonly string[] Captured = ["optim CaptureState", "batch CaptureState"];

    private string _folder = null!;
    private Recording _recording = null!;

    [SetUp]
    public void Prepare()
    {
        _folder = Directory.CreateTempSubdirectory("lab-sequence-").FullName;
        _recording = new Recording();
    }

    [TearDown]
    public void RemoveFolder() => Directory.Delete(_folder, recursive: true);

    private static TrainerOptions Options(int epochs) => new() { Epochs = epochs.Epochs(), Device = "cpu" };

    private ToyRun Run(int epochs, bool saves = false, long? batchAsks = null, bool epochAsks = false, bool store = false) => new(
        Options(epochs),
        [new RecordingOptim("optim", _recording), new RecordingBatch("batch", _recording) { Saves = saves, AsksAtStep = batchAsks }, new RecordingEpoch("epoch", _recording) { Asks = epochAsks }],
        loader: Loader,
        samples: 16,
        folder: store ? _folder : null);

    [Test]
    public void A_fit_with_validation()
    {
        using (var run = Run(epochs: 1))
        {
            run.Fit();
        }

        Expect(
        [
            "optim Attach CPU",
            "optim OnRunStart Train from 0/0/0 epochs 1 steps 2",
            "batch OnRunStart Train from 0/0/0",
            "epoch OnRunStart Train from 0/0/0 metrics [train/loss train/accuracy validation/loss validation/accuracy]",
            "batch OnEpochStart Train epoch 1 batches 2 from 0 samples 16",
            "epoch OnEpochStart Train epoch 1 batches 2 from 0 samples 16",
            .. Batch(1, 0, 12, 1),
            .. Batch(1, 1, 4, 2),
            .. Captured,
            "batch OnEpochEnd Train epoch 1 step 2 samples 16 skipped 0 rate 0.01 [loss accuracy]",
            "epoch OnEpochEnd Train epoch 1 step 2 samples 16 skipped 0 rate 0.01 [loss accuracy]",
            .. Validation(1, 2),
            "batch OnEpochReport epoch 1 step 2 train True validation True",
            "epoch OnEpochReport epoch 1 step 2 train True validation True",
            .. Captured,
            .. End("Completed 1/0/2"),
        ]);
    }

    [Test]
    public void A_resume_in_the_middle_of_an_epoch()
    {
        using (var source = new CancellationTokenSource())
        using (var run = Run(epochs: 2, store: true))
        {
            _recording.At = line => CancelIf(source, line.StartsWith("batch OnBatchStart Train epoch 2 batch 0", StringComparison.Ordinal));
            run.Fit(cancellation: source.Token);
        }

        Assert.That(_recording.Lines.TakeLast(9), Is.EqualTo([Batch(2, 0, 12, 3)[^1], .. Captured, .. End("Cancelled 1/1/3")]));
        _recording = new Recording();
        using (var rest = Run(epochs: 2))
        {
            rest.Fit(new CheckpointStore(_folder).FindNewest(out _));
        }

        Expect(
        [
            "optim Attach CPU",
            "optim RestoreState", "batch RestoreState",
            "optim OnRunStart Train from 1/1/3 epochs 2 steps 4",
            "batch OnRunStart Train from 1/1/3",
            "epoch OnRunStart Train from 1/1/3 metrics [train/loss train/accuracy validation/loss validation/accuracy]",
            "batch OnEpochStart Train epoch 2 batches 2 from 1 samples 16",
            "epoch OnEpochStart Train epoch 2 batches 2 from 1 samples 16",
            .. Batch(2, 1, 4, 4),
            .. Captured,
            "batch OnEpochEnd Train epoch 2 step 4 samples 16 skipped 0 rate 0.01 [loss accuracy]",
            "epoch OnEpochEnd Train epoch 2 step 4 samples 16 skipped 0 rate 0.01 [loss accuracy]",
            .. Validation(2, 4),
            "batch OnEpochReport epoch 2 step 4 train True validation True",
            "epoch OnEpochReport epoch 2 step 4 train True validation True",
            .. Captured,
            .. End("Completed 2/0/4"),
        ]);
    }

    [Test]
    public void A_batch_hook_that_asks_to_stop_ends_the_run_after_its_step_without_the_end_of_the_epoch()
    {
        using (var run = Run(epochs: 3, batchAsks: 3))
        {
            run.Fit(validate: false);
        }

        Assert.That(_recording.Lines.Skip(_recording.Lines.IndexOf("epoch OnEpochStart Train epoch 2 batches 2 from 0 samples 16") + 1), Is.EqualTo([.. Batch(2, 0, 12, 3), .. Captured, .. End("Stopped 1/1/3")]));
    }

    [Test]
    public void An_epoch_hook_that_asks_to_stop_ends_the_run_after_the_report()
    {
        using (var run = Run(epochs: 3, epochAsks: true))
        {
            Assert.That(run.Fit(validate: false).Reason, Is.EqualTo("epoch: the epoch hook asks"));
        }

        Assert.That(_recording.Lines.TakeLast(10), Is.EqualTo([
            "batch OnEpochReport epoch 1 step 2 train True validation False", "epoch OnEpochReport epoch 1 step 2 train True validation False", .. Captured, .. End("Stopped 1/0/2")]));
    }

    [Test]
    public void An_optim_hook_is_given_nothing_to_ask_with() => Assert.That(
        typeof(OptimHook).GetMethods().SelectMany(method => method.GetParameters()).Select(parameter => parameter.ParameterType),
        Has.None.EqualTo(typeof(RunControl)));

    [Test]
    public void The_state_of_a_step_is_captured_once_after_all_hooks_of_the_step()
    {
        using (var run = Run(epochs: 1, saves: true, store: true))
        {
            run.Fit(validate: false);
        }

        var first = _recording.Lines.IndexOf("optim CaptureState");
        Assert.That(_recording.Lines.Take(first + 2).TakeLast(3), Is.EqualTo(new[] { "batch RequestCheckpoint True", "optim CaptureState", "batch CaptureState" }));
        Assert.That(_recording.Lines[first + 2], Does.StartWith("batch OnBatchStart Train epoch 1 batch 1"), "once");
    }

    [Test]
    public void An_evaluation_alone()
    {
        using (var run = Run(epochs: 1))
        {
            run.Trainer.Evaluate(run.Validation);
        }

        Expect(
        [
            "optim OnRunStart Validation from 0/0/0 epochs  steps 0",
            "batch OnRunStart Validation from 0/0/0",
            "epoch OnRunStart Validation from 0/0/0 metrics [validation/loss validation/accuracy]",
            .. Validation(0, 0),
            .. End("Completed 0/0/0"),
        ]);
    }

    [Test]
    public void A_prediction_alone()
    {
        using (var run = Run(epochs: 1))
        using (var loader = new DatasetLoader<ToySample, Tensor, Tensor>(new ToyDataset(5), new ToyCollator(), Phase.Predict, Loader))
        {
            run.Trainer.Predict(loader, (_, _) => _recording.Add("caller", $"consume"));
        }

        Expect(
        [
            "optim OnRunStart Predict from 0/0/0 epochs  steps 0",
            "batch OnRunStart Predict from 0/0/0",
            "epoch OnRunStart Predict from 0/0/0 metrics []",
            "batch OnEpochStart Predict epoch 0 batches 1 from 0 samples 5",
            "epoch OnEpochStart Predict epoch 0 batches 1 from 0 samples 5",
            "batch OnBatchStart Predict epoch 0 batch 0 indices 5",
            "caller consume",
            "batch OnBatchEnd Predict epoch 0 batch 0 samples 5 step 0 stepped False rate NaN loss False",
            "batch OnEpochEnd Predict epoch 0 step 0 samples 5 skipped 0 rate NaN []",
            "epoch OnEpochEnd Predict epoch 0 step 0 samples 5 skipped 0 rate NaN []",
            .. End("Completed 0/0/0"),
        ]);
    }

    internal static void CancelIf(CancellationTokenSource source, bool condition)
    {
        if (condition)
        {
            source.Cancel();
        }
    }

    private void Expect(string[] lines) => Assert.That(_recording.Lines, Is.EqualTo(lines));

    private static string[] Batch(int epoch, int batch, int samples, long step) =>
    [
        $"batch OnBatchStart Train epoch {epoch} batch {batch} indices {samples}",
        $"optim Loss epoch {epoch} batch {batch} samples {samples}", "optim Loss done 0",
        $"optim Backward epoch {epoch} batch {batch} weight 1", "optim Backward done",
        $"optim Step epoch {epoch} number {step} samples {samples} rate 0.01 stepped False", "optim Step done stepped True",
        $"batch OnBatchEnd Train epoch {epoch} batch {batch} samples {samples} step {step} stepped True rate 0.01 loss True",
    ];

    private static string[] Validation(int epoch, long step) =>
    [
        $"batch OnEpochStart Validation epoch {epoch} batches 2 from 0 samples 20",
        $"epoch OnEpochStart Validation epoch {epoch} batches 2 from 0 samples 20",
        $"batch OnBatchStart Validation epoch {epoch} batch 0 indices 12",
        $"batch OnBatchEnd Validation epoch {epoch} batch 0 samples 12 step {step} stepped False rate NaN loss True",
        $"batch OnBatchStart Validation epoch {epoch} batch 1 indices 8",
        $"batch OnBatchEnd Validation epoch {epoch} batch 1 samples 8 step {step} stepped False rate NaN loss True",
        $"batch OnEpochEnd Validation epoch {epoch} step {step} samples 20 skipped 0 rate NaN [loss accuracy]",
        $"epoch OnEpochEnd Validation epoch {epoch} step {step} samples 20 skipped 0 rate NaN [loss accuracy]",
    ];

    private static string[] End(string result) =>
    [
        $"epoch OnRunEnd {result}", $"batch OnRunEnd {result}", $"optim OnRunEnd {result}",
        "epoch Dispose", "batch Dispose", "optim Dispose",
    ];
}
