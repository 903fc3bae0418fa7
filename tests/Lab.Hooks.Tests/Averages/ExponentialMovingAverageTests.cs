using Lab.Tests.Training;

namespace Lab.Hooks.Tests.Averages;

public sealed class ExponentialMovingAverageTests
{
    private const string Weight = "hidden.weight";
    private const string RunningMean = "norm.running_mean";
    private const string BatchesTracked = "norm.num_batches_tracked";

    private static readonly TrainerOptions Options = new() { Epochs = 2.Epochs(), Device = "cpu" };

    [TestCase(1, true)]
    [TestCase(1, false)]
    [TestCase(4, true)]
    public void The_average_is_the_recursion_over_the_weights_after_every_optimizer_step(int window, bool warmup)
    {
        const double Decay = 0.7;
        var record = new WeightRecorder();
        using var average = new ExponentialMovingAverage(new ExponentialMovingAverageOptions { Decay = Decay, Warmup = warmup });
        using var run = new ToyRun(Options, [average, record, new AccumulateGradients(window.Batches())]);
        run.Fit(validate: false);
        var actual = WeightRecorder.Numbers(average.CaptureTensors());

        Assert.That(record.AfterSteps, Has.Count.EqualTo(2 * ((7 + window - 1) / window)), "steps of two epochs of 7 batches");
        Assert.That(average.Updates, Is.EqualTo(record.AfterSteps.Count));
        foreach (var name in new[] { Weight, RunningMean })
        {
            var expected = record.AfterSteps[0][name];
            for (var t = 1; t < record.AfterSteps.Count; t++)
            {
                var decay = warmup ? Math.Min(Decay, 1 - Math.Pow(1 + t, -2.0 / 3)) : Decay;
                expected = [.. expected.Zip(record.AfterSteps[t][name], (kept, now) => (decay * kept) + ((1 - decay) * now))];
            }

            Assert.That(actual[name], Is.EqualTo(expected).Within(1e-6), name);
        }

        Assert.That(actual[BatchesTracked], Is.EqualTo(record.AfterSteps[^1][BatchesTracked]), "whole numbers are copied");
        Assert.That(actual.Keys, Is.EqualTo(run.Model.state_dict().Keys));
    }

    private sealed class SkipEverySecond : OptimHook
    {
        public override void Step(StepContext step, StepDelegate next)
        {
            if (step.Number % 2 == 1)
            {
                next(step);
            }
        }
    }

    [Test]
    public void A_step_that_a_hook_skips_does_not_count_wherever_the_hook_stands()
    {
        using var first = new ExponentialMovingAverage(0.9);
        using var last = new ExponentialMovingAverage(0.9);
        using (var run = new ToyRun(Options, [first, new SkipEverySecond()]))
        {
            run.Fit(validate: false);
            Assert.That(first.Updates, Is.EqualTo(7));
        }

        using (var run = new ToyRun(Options, [new SkipEverySecond(), last]))
        {
            run.Fit(validate: false);
            Assert.That(last.Updates, Is.EqualTo(7));
        }
    }

    [Test]
    public void Without_a_decay_there_is_no_average()
    {
        using var average = new ExponentialMovingAverage(new ExponentialMovingAverageOptions());
        using var run = new ToyRun(Options, [average]);
        var result = run.Fit();

        Assert.That(average.IsEnabled, Is.False);
        Assert.That(average.Updates, Is.Zero);
        Assert.That(result.LastReport!.Average, Is.Null);
    }

    [TestCase(-0.1)]
    [TestCase(1)]
    [TestCase(double.NaN)]
    public void A_decay_that_is_no_share_is_refused(double decay) =>
        Assert.That(() => new ExponentialMovingAverage(decay), Throws.TypeOf<LabValidationException>().With.Message.Contains("Decay"));

    [Test]
    public void Live_tensors_are_constant_from_the_second_epoch_on_with_both_validations()
    {
        var census = new Census();
        using var run = new ToyRun(new TrainerOptions { Epochs = 10.Epochs(), Device = "cpu" }, [new ExponentialMovingAverage(0.9), census], samples: 56);
        run.Fit();

        Assert.That(census.Counts, Has.Count.EqualTo(70));
        Assert.That(census.Counts.Skip(7).Distinct(), Has.Exactly(1).Items);
    }

    private sealed class Census : BatchHook
    {
        public List<long> Counts { get; } = [];

        public override void OnBatchStart(BatchStart batch)
        {
            if (batch.Phase == Phase.Train)
            {
                Counts.Add(Tensor.TotalCount);
            }
        }
    }
}
