using static TorchSharp.torch;

namespace Lab.Tests.Training;

public sealed class EpochNumbersTests
{
    private sealed class HalfReadable(int count) : Dataset<ToySample>
    {
        private readonly ToyDataset _toy = new(count);

        public override int Count => count;

        public override ToySample this[int index] => index % 2 == 1 ? throw new UnreadableSampleException($"{index}", "it is unreadable") : _toy[index];
    }

    private sealed class Keep : BatchHook
    {
        public List<BatchEnd> Batches { get; } = [];

        public List<EpochEnd> Epochs { get; } = [];

        public override void OnBatchEnd(BatchEnd batch, RunControl control) => Batches.Add(batch);

        public override void OnEpochEnd(EpochEnd epoch) => Epochs.Add(epoch);
    }

    [Test]
    public void Evaluation_is_the_same_for_any_batch_size()
    {
        var losses = new List<double>();
        var accuracies = new List<double>();
        foreach (var size in new[] { 1, 7, 20, 64 })
        {
            using var run = new ToyRun(new TrainerOptions());
            using var loader = new DatasetLoader<ToySample, Tensor, Tensor>(new ToyDataset(20), new ToyCollator(), Phase.Test, new LoaderOptions { BatchSize = size, LoaderThreads = 0 });
            var result = run.Trainer.Evaluate(loader);
            losses.Add(result.Metrics[MetricKey.Loss]);
            accuracies.Add(result.Metrics[CountingMetric.Accuracy]);
        }

        Assert.That(losses, Has.All.EqualTo(losses[0]).Within(1e-6));
        Assert.That(accuracies.Distinct(), Has.Exactly(1).Items);
    }

    [Test]
    public void The_loss_of_an_epoch_weights_the_short_last_batch_by_its_samples()
    {
        var keep = new Keep();
        using var run = new ToyRun(new TrainerOptions { Epochs = 1.Epochs() }, [keep], samples: 19);
        run.Fit(validate: false);

        Assert.That(keep.Batches.Select(batch => batch.Samples), Is.EqualTo(new[] { 8, 8, 3 }));
        Assert.That(keep.Epochs[0].Metrics[MetricKey.Loss], Is.EqualTo(keep.Batches.Sum(batch => batch.Loss * batch.Samples) / 19).Within(1e-12));
    }

    [Test]
    public void Skipped_samples_are_counted_and_leave_the_gradient_of_those_that_remain()
    {
        var keep = new Keep();
        var gradients = new List<double>();
        random.manual_seed(1).Dispose();
        using var run = new ToyRun(new TrainerOptions { Epochs = 1.Epochs() }, [keep, new NormOf(gradients)], new ToyModel(dropout: 0));
        using var half = new DatasetLoader<ToySample, Tensor, Tensor>(
            new HalfReadable(16), new ToyCollator { Noise = 0 }, Phase.Train, new LoaderOptions { BatchSize = 16, LoaderThreads = 2, UnreadableSamples = UnreadableSamples.Skip }, 1, Sampler.Sequential(16));
        run.Trainer.Fit(half);

        using var evens = new DatasetLoader<ToySample, Tensor, Tensor>(
            new Subset<ToySample>(new ToyDataset(16), Enumerable.Range(0, 8).Select(i => 2 * i)), new ToyCollator { Noise = 0 }, Phase.Train, new LoaderOptions { BatchSize = 16, LoaderThreads = 0 }, 1, Sampler.Sequential(8));

        Assert.That(keep.Epochs[0].Skipped, Is.EqualTo(8));
        Assert.That(keep.Epochs[0].Samples, Is.EqualTo(8));
        Assert.That(keep.Batches[0].Indices, Is.EqualTo(new[] { 0, 2, 4, 6, 8, 10, 12, 14 }));
        Assert.That(gradients, Has.Count.EqualTo(1));
        Assert.That(gradients[0], Is.EqualTo(NormOfMean(evens)).Within(1e-5));
    }

    private static double NormOfMean(DatasetLoader<ToySample, Tensor, Tensor> loader)
    {
        random.manual_seed(1).Dispose();
        using var model = new ToyModel(dropout: 0);
        ((IModel)model).Complete();
        using var loss = new ToyLoss();
        using var scope = NewDisposeScope();
        using var pass = loader.Open(1, 0, CPU);
        var batch = pass.TryNext()!;
        loss.forward(model.forward(batch.Input), batch.Target).backward();
        return Math.Sqrt(model.parameters().Sum(parameter => Math.Pow(parameter.grad!.norm().item<float>(), 2)));
    }

    private sealed class NormOf(List<double> norms) : OptimHook
    {
        public override void Step(StepContext step, StepDelegate next)
        {
            norms.Add(step.Gradients.Norm());
            next(step);
        }
    }

    [Test]
    public void Predictions_come_for_every_sample_in_order()
    {
        using var run = new ToyRun(new TrainerOptions());
        using var loader = new DatasetLoader<ToySample, Tensor, Tensor>(new ToyDataset(20), new ToyCollator(), Phase.Predict, new LoaderOptions { BatchSize = 8, LoaderThreads = 2 });
        var seen = new List<int>();
        var result = run.Trainer.Predict(loader, (batch, output) =>
        {
            Assert.That(output.shape[0], Is.EqualTo(batch.Count));
            seen.AddRange(batch.Indices);
        });

        Assert.That(result.Status, Is.EqualTo(RunStatus.Completed));
        Assert.That(seen, Is.EqualTo(Enumerable.Range(0, 20)));
    }

    [Test]
    public void Steps_and_time_end_a_run_too()
    {
        using var steps = new ToyRun(new TrainerOptions { Epochs = 9.Epochs(), MaximumSteps = 10.OptimizerSteps() });
        using var time = new ToyRun(new TrainerOptions { Epochs = 100_000.Epochs(), MaximumTime = TimeSpan.FromMilliseconds(50) });

        Assert.That(steps.Fit().Position.Step, Is.EqualTo(10));
        Assert.That(time.Fit(), Has.Property(nameof(RunResult.Status)).EqualTo(RunStatus.Completed).And.Property(nameof(RunResult.Reason)).Contains("time"));
    }
}
