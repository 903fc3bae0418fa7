using Lab.Checkpoints;
using Lab.Tests.Training;

namespace Lab.Hooks.Tests.Averages;

public sealed class AverageResumeTests
{
    private static readonly TrainerOptions Options = new() { Epochs = 3.Epochs(), Device = "cpu", ValidateEvery = 2.OptimizerSteps() };

    private static readonly Func<WeightAveraging>[] Averages =
    [
        () => new ExponentialMovingAverage(0.9),
        () => new StochasticWeightAveraging(new StochasticWeightAveragingOptions { StartAfter = 2.OptimizerSteps(), Every = 3.OptimizerSteps() }),
        () => new StochasticWeightAveraging(1.Epochs()),
    ];

    private sealed class SaveEveryStep : BatchHook
    {
        public List<string> Names { get; } = [];

        public override void OnBatchEnd(BatchEnd batch, RunControl control)
        {
            if (batch.Phase == Phase.Train)
            {
                Names.Add(control.RequestCheckpoint());
            }
        }
    }

    [TestCaseSource(nameof(Averages))]
    public void Every_checkpoint_continues_to_the_same_average_and_the_same_numbers(Func<WeightAveraging> create)
    {
        using var folder = new TemporaryFolder();
        var save = new SaveEveryStep();
        using var average = create();
        using var whole = new ToyRun(Options, [new AccumulateGradients(2.Batches()), average, save], folder: folder.Path);
        var expected = whole.Fit();

        foreach (var name in save.Names.Distinct())
        {
            using var again = create();
            using var rest = new ToyRun(Options, [new AccumulateGradients(2.Batches()), again], loader: new LoaderOptions { BatchSize = 8, LoaderThreads = 2 });
            var result = rest.Fit(new CheckpointStore(folder.Path).Open(name));

            Assert.That(rest.WeightHash(), Is.EqualTo(whole.WeightHash()), name);
            Assert.That(WeightRecorder.Numbers(again.CaptureTensors()), Is.EqualTo(WeightRecorder.Numbers(average.CaptureTensors())), name);
            Assert.That(again.CaptureState(), Is.EqualTo(average.CaptureState()), name);
            if (result.LastReport is { } last)
            {
                Assert.That(last.Average!.Metrics, Is.EqualTo(expected.LastReport!.Average!.Metrics), name);
            }
        }
    }

    [TestCaseSource(nameof(Averages))]
    public void Averaging_changes_no_bit_of_the_weights_that_are_trained(Func<WeightAveraging> create)
    {
        using var bare = new ToyRun(Options);
        bare.Fit();
        using var averaging = new ToyRun(Options, [create()]);
        var result = averaging.Fit();

        Assert.That(averaging.WeightHash(), Is.EqualTo(bare.WeightHash()));
        Assert.That(result.LastReport!.Average, Is.Not.Null);
    }

    [TestCase(Phase.Refresh)]
    [TestCase(Phase.Average)]
    public void A_run_that_is_cancelled_while_the_average_is_in_the_model_keeps_and_saves_the_raw_weights(Phase phase)
    {
        using var folder = new TemporaryFolder();
        var options = Options with { ValidateEvery = 1.Epochs() };
        using var whole = new ToyRun(options, [new StochasticWeightAveraging(1.Epochs())]);
        var expected = whole.Fit();

        using var bare = new ToyRun(options with { Epochs = 2.Epochs() });
        bare.Fit();
        using var source = new CancellationTokenSource();
        using var cancelled = new ToyRun(options, [new StochasticWeightAveraging(1.Epochs()), new CancelIn(phase, source)], folder: folder.Path);
        var first = cancelled.Fit(cancellation: source.Token);
        Assert.That(first.Status, Is.EqualTo(RunStatus.Cancelled));
        Assert.That(cancelled.WeightHash(), Is.EqualTo(bare.WeightHash()));

        using var rest = new ToyRun(options, [new StochasticWeightAveraging(1.Epochs())]);
        var result = rest.Fit(new CheckpointStore(folder.Path).FindNewest(out _));
        Assert.That(rest.WeightHash(), Is.EqualTo(whole.WeightHash()));
        Assert.That(result.LastReport!.Average!.Metrics, Is.EqualTo(expected.LastReport!.Average!.Metrics));
    }

    private sealed class CancelIn(Phase phase, CancellationTokenSource source) : BatchHook
    {
        public override void OnBatchStart(BatchStart batch)
        {
            if (batch.Phase == phase && batch.Batch == 1)
            {
                source.Cancel();
            }
        }
    }

    [Test]
    public void An_average_that_began_after_the_checkpoint_is_refused_as_are_other_averages()
    {
        using var folder = new TemporaryFolder();
        using var plain = new ToyRun(Options, [new ExponentialMovingAverage(new ExponentialMovingAverageOptions())], folder: folder.Path);
        plain.Fit();
        var checkpoint = new CheckpointStore(folder.Path).FindNewest(out _)!;
        using var averaging = new ToyRun(Options with { Epochs = 4.Epochs() }, [new ExponentialMovingAverage(0.9)]);
        using var other = new ToyRun(Options with { Epochs = 4.Epochs() }, [new StochasticWeightAveraging(1.Epochs())]);

        Assert.That(() => averaging.Fit(checkpoint), Throws.TypeOf<LabValidationException>().With.Message.Contains("holds no tensors for the hook ExponentialMovingAverage"));
        Assert.That(() => other.Fit(checkpoint), Throws.TypeOf<LabValidationException>().With.Message.Contains("ExponentialMovingAverage").And.Message.Contains("StochasticWeightAveraging"));
    }
}
