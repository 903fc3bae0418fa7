using System.Security.Cryptography;
using System.Text.RegularExpressions;
using Lab.Checkpoints;
using Lab.Hooks.Tests.TensorBoard;
using Lab.Optimization;
using Lab.Tests.Training;

namespace Lab.Hooks.Tests.Shared;

public sealed partial class HooksInARealRunTests
{
    private static readonly TrainerOptions Options = new() { Epochs = 3.Epochs(), Device = "cpu", Seed = 5 };

    private FakeOutput _output = null!;

    [SetUp]
    public void MakeOutput() => _output = new FakeOutput(isTerminal: true);

    [TearDown]
    public void CloseOutput() => _output.Dispose();

    [Test]
    public void A_run_that_was_cancelled_in_the_middle_of_an_epoch_and_resumed_leaves_the_records_of_one_that_did_not()
    {
        using var whole = new TemporaryFolder();
        using var resumed = new TemporaryFolder();
        var expected = Fit(whole, Observers());
        using (var cancellation = new CancellationTokenSource())
        {
            Fit(resumed, [.. Observers(), new CancelAtStep(10, cancellation)], cancellation: cancellation.Token);
        }

        var weights = Fit(resumed, Observers(), resume: true);

        Assert.That(weights, Is.EqualTo(expected));
        Assert.That(Records(resumed), Is.EqualTo(Records(whole)));
        Assert.That(Records(whole), Has.Length.EqualTo(6 + 10), "three epochs of two phases, 21 steps of which every second has a line");
        foreach (var tag in new[] { "train/step_loss", "train/loss", "validation/accuracy" })
        {
            Assert.That(EventFileReader.Curve(resumed.Path, tag), Is.EqualTo(EventFileReader.Curve(whole.Path, tag)), tag);
        }

        Assert.That(Checkpoints(resumed), Is.EqualTo(Checkpoints(whole)));
        Assert.That(Checkpoints(whole), Has.Length.LessThanOrEqualTo(3), "two last and one best");
        Assert.That(File.ReadAllText(resumed.File("log.txt")), Does.Contain("cancelled after").And.Contain("resumed at").And.Contain("completed after"));
    }

    [Test]
    public void An_average_is_in_every_record_and_a_resumed_run_leaves_the_same()
    {
        using var whole = new TemporaryFolder();
        using var resumed = new TemporaryFolder();
        Fit(whole, [new StochasticWeightAveraging(1.Epochs()), .. Observers()]);
        using (var cancellation = new CancellationTokenSource())
        {
            Fit(resumed, [new StochasticWeightAveraging(1.Epochs()), .. Observers(), new CancelAtStep(10, cancellation)], cancellation: cancellation.Token);
        }

        Fit(resumed, [new StochasticWeightAveraging(1.Epochs()), .. Observers()], resume: true);

        Assert.That(Records(resumed), Is.EqualTo(Records(whole)));
        Assert.That(Records(whole).Count(line => line.Contains("\"phase\":\"average\"", StringComparison.Ordinal)), Is.EqualTo(2));
        Assert.That(Records(whole).Count(line => line.Contains("\"phase\":\"refresh\"", StringComparison.Ordinal)), Is.EqualTo(2));
        foreach (var tag in new[] { "average/loss", "average/accuracy" })
        {
            Assert.That(EventFileReader.Curve(whole.Path, tag), Has.Count.EqualTo(2), tag);
            Assert.That(EventFileReader.Curve(resumed.Path, tag), Is.EqualTo(EventFileReader.Curve(whole.Path, tag)), tag);
        }

        Assert.That(File.ReadAllText(whole.File("log.txt")), Does.Contain("epoch 2 step 14 average: loss").And.Contain("epoch 2 step 14 refresh: 50 samples"));
    }

    [Test]
    public void A_run_that_is_cancelled_at_any_batch_of_any_phase_leaves_what_one_that_was_not_leaves()
    {
        using var whole = new TemporaryFolder();
        Fit(whole, Everything(), options: Short);
        var expected = Left(whole);
        for (var number = 1; ; number++)
        {
            using var folder = new TemporaryFolder();
            using var cancellation = new CancellationTokenSource();
            var cancel = new CancelAtBatch(number, cancellation);
            Fit(folder, [.. Everything(), cancel], options: Short, cancellation: cancellation.Token);
            if (cancel.Batches < number)
            {
                Assert.That(cancel.Batches, Is.EqualTo((2 * 7) + (4 * 3)), "two epochs of 7 batches, validated every second step with 3");
                return;
            }

            Fit(folder, Everything(), resume: true, options: Short);
            Assert.That(Left(folder), Is.EqualTo(expected), $"cancelled at batch {number} of all");
        }
    }

    private static readonly TrainerOptions Short = Options with { Epochs = 2.Epochs(), ValidateEvery = 2.OptimizerSteps() };

    private List<Hook> Everything() =>
        [new AccumulateGradients(new AccumulationOptions { Window = 2.Batches() }), .. Observers()];

    private static IEnumerable<string> Left(TemporaryFolder folder) =>
    [
        .. Checkpoints(folder),
        .. new[] { "model.safetensors", "optimizer.safetensors" }.Select(name => Convert.ToHexString(SHA256.HashData(File.ReadAllBytes(Path.Combine(folder.File("checkpoints"), Checkpoints(folder)[^1], name))))),
        .. Records(folder),
        .. new[] { "train/step_loss", "train/learning_rate", "train/loss", "validation/accuracy" }.SelectMany(tag => EventFileReader.Points(folder.Path, tag).Select(point => $"{tag} {point}")),
        .. File.ReadLines(folder.File("log.txt")).Select(line => line[20..]).Where(line => line.StartsWith("epoch ", StringComparison.Ordinal)).Select(line => LogTimes().Replace(line, string.Empty)),
    ];

    [Test]
    public void Observers_change_no_weight()
    {
        using var folder = new TemporaryFolder();
        using var bare = new TemporaryFolder();
        Assert.That(Fit(folder, Observers()), Is.EqualTo(Fit(bare, [])));
    }

    private List<Hook> Observers() =>
    [
        new ProgressHook(options: null, _output.Console),
        new TextLogHook(new TextLogOptions { Every = 1.OptimizerSteps() }),
        new MetricsFileHook(new MetricsFileOptions { Every = 2.OptimizerSteps() }),
        new TensorBoardHook(),
        new EarlyStoppingHook(new EarlyStoppingOptions { Patience = 50.Epochs() }),
        new CheckpointHook(new CheckpointOptions { Every = 5.OptimizerSteps(), KeepLast = 2 }),
    ];

    private static string Fit(TemporaryFolder folder, IReadOnlyList<Hook> hooks, bool resume = false, TrainerOptions? options = null, CancellationToken cancellation = default)
    {
        Lab.Native.TorchRuntime.EnsureLoaded();
        torch.random.manual_seed(5).Dispose();
        var store = new CheckpointStore(folder.File("checkpoints"));
        var loader = new LoaderOptions { BatchSize = 8, LoaderThreads = 0 };
        var optimizer = new OptimizerOptions { LearningRate = 0.01 };
        using var model = new ToyModel();
        using var train = new DatasetLoader<ToySample, Tensor, Tensor>(new ToyDataset(50), new ToyCollator(), Phase.Train, loader, 5);
        using var validation = new DatasetLoader<ToySample, Tensor, Tensor>(new ToyDataset(20), new ToyCollator(), Phase.Validation, loader, 5);
        using var trainer = new Trainer<Tensor, Tensor, Tensor>(
            new TrainerParts<Tensor, Tensor, Tensor>
            {
                Model = model,
                Loss = new ToyLoss(),
                Optimizer = (network, loss) => new OptimizerFactory().Create(optimizer, network, loss),
                LearningRate = optimizer.LearningRate,
                Schedule = new PlateauSchedule(new MonitoredMetric(Phase.Validation, MetricKey.Loss), factor: 0.5, patience: 0) { Threshold = 0.1 },
                Metrics = () => [new CountingMetric()],
                Hooks = hooks,
                Checkpoints = store,
                Folder = folder.Path,
            },
            options ?? Options);
        trainer.Fit(train, validation, resume ? store.FindNewest(out _) : null, cancellation);
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        foreach (var tensor in model.state_dict().Values)
        {
            hash.AppendData(tensor.bytes);
        }

        return Convert.ToHexString(hash.GetHashAndReset());
    }

    // Times differ between runs; all else must not.
    private static string[] Records(TemporaryFolder folder) => [.. File.ReadLines(folder.File("metrics.jsonl")).Select(line => Times().Replace(line, string.Empty))];

    private static string[] Checkpoints(TemporaryFolder folder) => [.. Directory.GetDirectories(folder.File("checkpoints")).Select(path => Path.GetFileName(path)).Order()];

    [GeneratedRegex("\"(time|seconds|data_wait_seconds)\":[^,}]+,?")]
    private static partial Regex Times();

    [GeneratedRegex(@" in \d+:\d\d:\d\d \([^)]*\)")]
    private static partial Regex LogTimes();

    private sealed class CancelAtBatch(int number, CancellationTokenSource cancellation) : BatchHook
    {
        public int Batches { get; private set; }

        public override void OnBatchStart(BatchStart batch)
        {
            if (++Batches == number)
            {
                cancellation.Cancel();
            }
        }
    }

    private sealed class CancelAtStep(long step, CancellationTokenSource cancellation) : BatchHook
    {
        public override void OnBatchEnd(BatchEnd batch, RunControl control)
        {
            if (batch.Step == step && batch.Phase == Phase.Train)
            {
                cancellation.Cancel();
            }
        }
    }
}
