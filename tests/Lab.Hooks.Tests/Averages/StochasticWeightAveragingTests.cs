using Lab.Tests.Training;

namespace Lab.Hooks.Tests.Averages;

public sealed class StochasticWeightAveragingTests
{
    private static readonly TrainerOptions Options = new() { Epochs = 4.Epochs(), Device = "cpu" };

    // Seven steps an epoch: 50 samples in batches of 8, the last one of 2.
    private static readonly object[] Cases =
    [
        new object[] { (Duration)1.Epochs(), (Duration)1.Epochs(), new[] { 14, 21, 28 } },
        new object[] { (Duration)0.Epochs(), (Duration)2.Epochs(), new[] { 14, 28 } },
        new object[] { (Duration)20.OptimizerSteps(), (Duration)3.OptimizerSteps(), new[] { 23, 26 } },
    ];

    [TestCaseSource(nameof(Cases))]
    public void The_average_is_the_mean_of_the_weights_after_the_steps_that_count(Duration start, Duration every, int[] steps)
    {
        var record = new WeightRecorder();
        using var average = new StochasticWeightAveraging(new StochasticWeightAveragingOptions { StartAfter = start, Every = every });
        using var run = new ToyRun(Options, [record, average]);
        run.Fit(validate: false);
        var actual = WeightRecorder.Numbers(average.CaptureTensors());

        Assert.That(average.Updates, Is.EqualTo(steps.Length));
        foreach (var name in new[] { "hidden.weight", "norm.weight", "head.bias" })
        {
            var sum = steps.Select(step => record.AfterSteps[step - 1][name]).Aggregate((all, one) => [.. all.Zip(one, (a, b) => a + b)]);
            Assert.That(actual[name], Is.EqualTo(sum.Select(value => value / steps.Length)).Within(1e-6), name);
        }
    }

    [Test]
    public void Frozen_batch_normalisation_keeps_its_statistics_in_the_average_too()
    {
        using var average = new StochasticWeightAveraging(1.Epochs());
        using var run = new ToyRun(Options with { Freeze = [new("norm")] }, [average]);
        var result = run.Fit();
        var state = average.CaptureTensors().ToDictionary(pair => pair.Key, pair => pair.Value);

        Assert.That(state["norm.running_mean"].data<float>().ToArray(), Is.All.Zero, "as it begins");
        Assert.That(state["norm.running_var"].data<float>().ToArray(), Is.All.EqualTo(1));
        Assert.That(result.LastReport!.Average, Is.Not.Null, "it is judged though no pass has refreshed it");
    }

    [Test]
    public void Its_batch_normalisation_has_the_statistics_of_the_epochs_samples_under_the_averaged_weights()
    {
        using var average = new StochasticWeightAveraging(1.Epochs());
        using var run = new ToyRun(Options, [average]);
        run.Fit(validate: false);
        var state = average.CaptureTensors().ToDictionary(pair => pair.Key, pair => pair.Value);

        using var scope = torch.NewDisposeScope();
        using var noGradient = torch.no_grad();
        var weight = state["hidden.weight"].to(torch.ScalarType.Float64);
        var bias = state["hidden.bias"].to(torch.ScalarType.Float64);
        var mean = torch.zeros(16, torch.ScalarType.Float64);
        var variance = torch.zeros(16, torch.ScalarType.Float64);
        var batches = 0;
        using (var pass = run.Train.Open(4, 0, torch.CPU))
        {
            for (; pass.TryNext() is { } batch; batches++)
            {
                var hidden = batch.Input.to(torch.ScalarType.Float64).matmul(weight.t()) + bias;
                mean += hidden.mean([0]) * (batch.Count / 50.0);
                variance += hidden.var(0, unbiased: true) * (batch.Count / 50.0);
            }
        }

        Assert.That(batches, Is.EqualTo(7));
        Assert.That(Floats(state["norm.running_mean"]), Is.EqualTo(Floats(mean)).Within(1e-5));
        Assert.That(Floats(state["norm.running_var"]), Is.EqualTo(Floats(variance)).Within(1e-5));
        Assert.That(state["norm.num_batches_tracked"].item<long>(), Is.EqualTo(7));
        Assert.That(run.Model.modules().OfType<TorchSharp.Modules.BatchNorm>().Single().momentum, Is.EqualTo(0.1), "the module has its momentum back");
        Assert.That(run.Model.state_dict()["norm.num_batches_tracked"].item<long>(), Is.EqualTo(28), "and the raw statistics are those of the training");
    }

    private static float[] Floats(Tensor tensor) => tensor.to(torch.ScalarType.Float32).data<float>().ToArray();

    private sealed class Passes : EpochHook
    {
        public List<string> Seen { get; } = [];

        public List<EpochReport> Reports { get; } = [];

        public override void OnEpochEnd(EpochEnd epoch) => Seen.Add($"{epoch.Phase} {epoch.Epoch}: {epoch.Samples}");

        public override void OnEpochReport(EpochReport report, RunControl control) => Reports.Add(report);
    }

    [Test]
    public void There_is_no_average_before_its_start_and_statistics_are_refreshed_when_it_has_changed()
    {
        var passes = new Passes();
        using var run = new ToyRun(Options, [new StochasticWeightAveraging(new StochasticWeightAveragingOptions { StartAfter = 1.Epochs(), Every = 2.Epochs() }), passes]);
        run.Fit();

        Assert.That(passes.Seen, Is.EqualTo(new[]
        {
            "Train 1: 50", "Validation 1: 20",
            "Train 2: 50", "Validation 2: 20",
            "Train 3: 50", "Validation 3: 20", "Refresh 3: 50", "Average 3: 20",
            "Train 4: 50", "Validation 4: 20", "Average 4: 20",
        }));
        Assert.That(passes.Reports.Select(report => double.IsNaN(report.Get(Phase.Average, MetricKey.Loss))), Is.EqualTo(new[] { true, true, false, false }));
    }

    [Test]
    public void Within_an_epoch_an_average_that_lacks_statistics_is_not_judged()
    {
        var passes = new Passes();
        var options = new StochasticWeightAveragingOptions { StartAfter = 0.Epochs(), Every = 3.OptimizerSteps() };
        using var run = new ToyRun(Options with { Epochs = 1.Epochs(), ValidateEvery = 4.OptimizerSteps() }, [new StochasticWeightAveraging(options), passes]);
        run.Fit();

        Assert.That(passes.Seen, Is.EqualTo(new[] { "Validation 1: 20", "Train 1: 50", "Validation 1: 20", "Refresh 1: 50", "Average 1: 20" }));
    }

    [Test]
    public void A_start_that_the_run_does_not_reach_is_refused()
    {
        using var run = new ToyRun(Options, [new StochasticWeightAveraging(4.Epochs())]);

        Assert.That(() => run.Fit(), Throws.TypeOf<LabValidationException>().With.Message.Contains("after step 35, but the run has 28 steps"));
    }

    [Test]
    public void Early_stopping_counts_from_the_first_average()
    {
        var stop = new EarlyStoppingHook(new EarlyStoppingOptions { Monitor = MonitoredMetric.Parse("average/loss"), Patience = 2.Epochs(), MinimumChange = 1000 });
        using var run = new ToyRun(Options with { Epochs = 20.Epochs() }, [new StochasticWeightAveraging(3.Epochs()), stop]);
        var result = run.Fit();

        Assert.That(result.Status, Is.EqualTo(RunStatus.Stopped));
        Assert.That(result.Position.Epoch, Is.EqualTo(6), "the first average is that of epoch 4; nothing can improve on it by 1000");
        Assert.That(result.Reason, Does.Contain("average/loss"));
    }
}
