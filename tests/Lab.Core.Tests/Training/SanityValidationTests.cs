using Lab.Checkpoints;
using Lab.Optimization;
using static TorchSharp.torch;

namespace Lab.Tests.Training;

public sealed class SanityValidationTests
{
    [Test]
    public void The_run_that_follows_is_the_same_with_it_and_without()
    {
        var with = Fit(2, out var events);
        var without = Fit(0, out var plain);

        Assert.That(with, Is.EqualTo(without), "weights");
        Assert.That(events, Is.EqualTo(plain), "what hooks hear");
        Assert.That(events, Has.Count.GreaterThan(20));
    }

    [TestCase(0, ExpectedResult = 0)]
    [TestCase(1, ExpectedResult = 8)]
    [TestCase(2, ExpectedResult = 16)]
    [TestCase(100, ExpectedResult = 20)]
    public int It_reads_as_many_batches_as_asked_for_before_training(int batches)
    {
        var collator = new CountingCollator();
        using var run = new Experiment(collator, new TrainerOptions { Epochs = 1.Epochs(), SanityBatches = new(batches) });
        run.Fit();

        return collator.BeforeTraining;
    }

    [Test]
    public void A_fault_of_the_validation_is_met_before_the_first_step_and_named()
    {
        var observer = new Listener();
        using var run = new Experiment(new CountingCollator { Fails = true }, new TrainerOptions { Epochs = 1.Epochs() }, observer);
        var error = Assert.Throws<LabException>(() => run.Fit());

        Assert.That(error.Message, Does.Contain("sanity validation").And.Contains("2 batches").And.Contains("broken on purpose"));
        Assert.That(observer.Events, Is.EqualTo(new[] { "fault", "end Failed" }));
    }

    [Test]
    public void Without_it_the_same_fault_comes_after_the_epoch()
    {
        var observer = new Listener();
        using var run = new Experiment(new CountingCollator { Fails = true }, new TrainerOptions { Epochs = 1.Epochs(), SanityBatches = new(0) }, observer);

        Assert.Throws<LabException>(() => run.Fit());
        Assert.That(observer.Events, Does.Contain("epoch end Train"));
    }

    [Test]
    public void A_request_to_cancel_that_comes_meanwhile_ends_the_run_before_its_first_step()
    {
        using var source = new CancellationTokenSource();
        var collator = new CountingCollator { OnValidation = source.Cancel };
        using var run = new Experiment(collator, new TrainerOptions { Epochs = 1.Epochs() });
        var result = run.Fit(cancellation: source.Token);

        Assert.That(result.Status, Is.EqualTo(RunStatus.Cancelled));
        Assert.That(result.Position.Step, Is.Zero);
    }

    [Test]
    public void A_resumed_run_does_without()
    {
        var folder = Directory.CreateTempSubdirectory("lab-sanity-").FullName;
        try
        {
            using (var run = new Experiment(new CountingCollator(), new TrainerOptions { Epochs = 1.Epochs() }, folder: folder))
            {
                run.Fit();
            }

            var collator = new CountingCollator();
            using var resumed = new Experiment(collator, new TrainerOptions { Epochs = 2.Epochs() }, folder: folder);
            resumed.Fit(resume: new CheckpointStore(folder).FindNewest(out _));

            Assert.That(collator.BeforeTraining, Is.Zero);
            Assert.That(collator.Trained, Is.True);
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    [Test]
    public void A_negative_number_is_refused()
    {
        using var run = new Experiment(new CountingCollator(), new TrainerOptions { SanityBatches = new(-1) });

        Assert.That(() => run.Fit(), Throws.TypeOf<LabValidationException>().With.Message.Contains("--sanity-batches -1"));
    }

    private static string Fit(int batches, out List<string> events)
    {
        var listener = new Listener();
        using var run = new ToyRun(new TrainerOptions { Epochs = 2.Epochs(), SanityBatches = new(batches) }, [listener]);
        run.Fit();
        events = listener.Events;
        return run.WeightHash();
    }

    /// <summary>Everything that an observer hears, with its numbers.</summary>
    private sealed class Listener : BatchHook
    {
        public List<string> Events { get; } = [];

        public override void OnEpochStart(EpochStart epoch) => Events.Add($"epoch start {epoch.Phase}");

        public override void OnBatchEnd(BatchEnd batch, RunControl control) => Events.Add($"batch {batch.Phase} {batch.Batch} {batch.Loss:R}");

        public override void OnEpochEnd(EpochEnd epoch) => Events.Add(epoch.Skipped < 0 ? "never" : $"epoch end {epoch.Phase}");

        public override void OnEpochReport(EpochReport report, RunControl control) =>
            Events.Add($"report {report.Get(Phase.Validation, MetricKey.Loss):R} {report.Get(Phase.Validation, CountingMetric.Accuracy):R}");

        public override void OnFault(RunFault fault) => Events.Add("fault");

        public override void OnRunEnd(RunResult result) => Events.Add($"end {result.Status}");
    }

    private sealed class CountingCollator : Collator<ToySample, Tensor, Tensor>
    {
        private readonly Field<float> _features;
        private readonly Field<long> _class;

        public CountingCollator() => (_features, _class) = (AddField<float>("features", 4), AddField<long>("class"));

        public bool Fails { get; init; }

        public Action OnValidation { get; init; } = () => { };

        public bool Trained { get; private set; }

        /// <summary>Validation samples that were written before the first one of training.</summary>
        public int BeforeTraining { get; private set; }

        public override void Write(ToySample sample, SampleWriter writer)
        {
            if (writer.Phase == Phase.Train)
            {
                Trained = true;
            }
            else if (Fails)
            {
                throw new InvalidOperationException("broken on purpose");
            }
            else
            {
                OnValidation();
                BeforeTraining += Trained ? 0 : 1;
            }

            sample.Features.CopyTo(writer.Get(_features));
            writer.Set(_class, sample.Class);
        }

        public override Tensor ReadInput(BatchTensors batch) => batch.OnDevice(_features);

        public override Tensor ReadTarget(BatchTensors batch) => batch.OnDevice(_class);
    }

    private sealed class Experiment : IDisposable
    {
        private readonly ToyModel _model;
        private readonly DatasetLoader<ToySample, Tensor, Tensor> _train;
        private readonly DatasetLoader<ToySample, Tensor, Tensor> _validation;
        private readonly Trainer<Tensor, Tensor, Tensor> _trainer;

        public Experiment(CountingCollator collator, TrainerOptions options, Hook? hook = null, string? folder = null)
        {
            random.manual_seed(1).Dispose();
            _model = new ToyModel();
            var loader = new LoaderOptions { BatchSize = 8, LoaderThreads = 0 };
            _train = new DatasetLoader<ToySample, Tensor, Tensor>(new ToyDataset(24), collator, Phase.Train, loader);
            _validation = new DatasetLoader<ToySample, Tensor, Tensor>(new ToyDataset(20), collator, Phase.Validation, loader);
            _trainer = new Trainer<Tensor, Tensor, Tensor>(
                new TrainerParts<Tensor, Tensor, Tensor>
                {
                    Model = _model,
                    Loss = new ToyLoss(),
                    Optimizer = (model, loss) => new OptimizerFactory().Create(new OptimizerOptions(), model, loss),
                    Hooks = hook is null ? [] : [hook],
                    Checkpoints = folder is null ? null : new CheckpointStore(folder),
                },
                options);
        }

        public RunResult Fit(Checkpoint? resume = null, CancellationToken cancellation = default) => _trainer.Fit(_train, _validation, resume, cancellation);

        public void Dispose()
        {
            _trainer.Dispose();
            _train.Dispose();
            _validation.Dispose();
            _model.Dispose();
        }
    }
}
