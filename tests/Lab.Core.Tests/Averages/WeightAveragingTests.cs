using Lab.Checkpoints;
using Lab.Tests.Training;
using static TorchSharp.torch;

namespace Lab.Tests.Averages;

public sealed class WeightAveragingTests
{
    private static readonly TrainerOptions Options = new() { Epochs = 2.Epochs() };

    private string _folder = null!;

    [SetUp]
    public void MakeFolder() => _folder = Directory.CreateTempSubdirectory("lab-average-").FullName;

    [TearDown]
    public void RemoveFolder() => Directory.Delete(_folder, recursive: true);

    [Test]
    public void Applying_the_average_keeps_the_parameters_and_disposing_puts_their_bits_back()
    {
        using var average = new MeanWeights();
        using var run = new ToyRun(Options, [average]);
        run.Fit();
        var raw = run.WeightHash();
        var parameters = run.Model.parameters().Select(parameter => parameter.Handle).ToList();
        var bytes = average.CaptureTensors().ToDictionary(pair => pair.Key, pair => pair.Value.bytes.ToArray());

        using (average.Apply())
        {
            foreach (var (name, tensor) in run.Model.state_dict())
            {
                Assert.That(tensor.bytes.ToArray(), Is.EqualTo(bytes[name]), name);
            }

            Assert.That(() => average.Apply(), Throws.InvalidOperationException);
            Assert.That(() => average.CaptureTensors(), Throws.InvalidOperationException, "no checkpoint may take the average for the raw weights");
            Assert.That(() => average.AfterStep(1, stepped: true), Throws.InvalidOperationException);
        }

        Assert.That(run.WeightHash(), Is.EqualTo(raw));
        Assert.That(run.Model.parameters().Select(parameter => parameter.Handle), Is.EqualTo(parameters));
        Assert.That(average.CaptureTensors().ToDictionary(pair => pair.Key, pair => pair.Value.bytes.ToArray()), Is.EqualTo(bytes));
    }

    [Test]
    public void Before_the_first_weights_there_is_nothing_to_apply()
    {
        using var average = new MeanWeights();
        Assert.That(() => average.Apply(), Throws.InvalidOperationException.With.Message.Contains("no average yet"));
        Assert.That(average.IsReady, Is.False);
    }

    private sealed class ThrowIn(Phase phase) : BatchHook
    {
        public override void OnBatchStart(BatchStart batch)
        {
            if (batch.Phase == phase && batch.Batch == 1)
            {
                throw new InvalidOperationException("broken on purpose");
            }
        }
    }

    [TestCase(Phase.Average)]
    [TestCase(Phase.Refresh)]
    public void A_failure_while_the_average_is_in_the_model_leaves_the_raw_weights(Phase phase)
    {
        using var bare = new ToyRun(Options with { Epochs = 1.Epochs() });
        bare.Fit();
        using var run = new ToyRun(Options, [phase == Phase.Refresh ? new RefreshedMeanWeights() : new MeanWeights(), new ThrowIn(phase)]);

        Assert.That(() => run.Fit(), Throws.InstanceOf<LabException>().With.Message.Contains(nameof(ThrowIn)));
        Assert.That(run.WeightHash(), Is.EqualTo(bare.WeightHash()));
        Assert.That(run.Model.modules().OfType<TorchSharp.Modules.BatchNorm>().Single().momentum, Is.EqualTo(0.1));
    }

    [Test]
    public void A_checkpoint_holds_both_under_the_same_names_and_either_can_be_loaded()
    {
        using var average = new MeanWeights();
        using var run = new ToyRun(Options, [average], folder: _folder);
        run.Fit();
        var checkpoint = new CheckpointStore(_folder).FindNewest(out _)!;
        using var raw = new ToyModel();
        using var averaged = new ToyModel();
        checkpoint.LoadModel(raw);
        checkpoint.LoadAverage(averaged);
        var expected = average.CaptureTensors().ToDictionary(pair => pair.Key, pair => pair.Value);

        Assert.That(checkpoint.HasAverage);
        Assert.That(averaged.state_dict().Keys, Is.EqualTo(raw.state_dict().Keys));
        foreach (var (name, tensor) in averaged.state_dict())
        {
            Assert.That(tensor.bytes.ToArray(), Is.EqualTo(expected[name].bytes.ToArray()), name);
            Assert.That(raw.state_dict()[name].bytes.ToArray(), Is.EqualTo(run.Model.state_dict()[name].bytes.ToArray()), name);
        }

        Assert.That(averaged.state_dict()["hidden.weight"].bytes.ToArray(), Is.Not.EqualTo(raw.state_dict()["hidden.weight"].bytes.ToArray()));
    }

    [Test]
    public void A_checkpoint_without_an_average_says_so_as_does_one_whose_average_lacks_statistics()
    {
        using var model = new ToyModel();
        using (var bare = new ToyRun(Options, folder: Path.Combine(_folder, "bare")))
        {
            bare.Fit();
            var checkpoint = new CheckpointStore(Path.Combine(_folder, "bare")).FindNewest(out _)!;
            Assert.That(checkpoint.HasAverage, Is.False);
            Assert.That(() => checkpoint.LoadAverage(model), Throws.TypeOf<LabException>().With.Message.Contains("holds no averaged weights"));
        }

        using var source = new CancellationTokenSource();
        using var cancelled = new ToyRun(Options, [new RefreshedMeanWeights(), new CancelAt(3, source)], folder: _folder);
        cancelled.Fit(cancellation: source.Token);
        var middle = new CheckpointStore(_folder).FindNewest(out _)!;
        Assert.That(middle.HasAverage);
        Assert.That(() => middle.LoadAverage(model), Throws.TypeOf<LabException>().With.Message.Contains("middle of an epoch"));
    }

    private sealed class CancelAt(long step, CancellationTokenSource source) : BatchHook
    {
        public override void OnBatchEnd(BatchEnd batch, RunControl control)
        {
            if (batch.Step == step)
            {
                source.Cancel();
            }
        }
    }

    private sealed class Second : MeanWeights;

    [Test]
    public void Two_averages_of_one_run_are_refused_by_name()
    {
        using var run = new ToyRun(Options, [new MeanWeights(), new Second()]);

        Assert.That(() => run.Fit(), Throws.TypeOf<LabValidationException>().With.Message.Contains("MeanWeights and Second both average the weights"));
    }

    [Test]
    public void A_second_fit_starts_a_new_average()
    {
        using var average = new MeanWeights();
        using var run = new ToyRun(Options, [average]);
        run.Fit();
        run.Fit();

        Assert.That(average.Updates, Is.EqualTo(14));
    }

    private sealed class Monitor : EpochHook
    {
        public List<double> Seen { get; } = [];

        public override IReadOnlyList<MonitoredMetric> Monitors { get; } = [MonitoredMetric.Parse("average/accuracy")];

        public override void OnEpochReport(EpochReport report, RunControl control) => Seen.Add(report.Get(Phase.Average, CountingMetric.Accuracy));
    }

    [Test]
    public void Numbers_of_the_average_can_be_monitored_where_there_is_one()
    {
        var monitor = new Monitor();
        using (var run = new ToyRun(Options, [new MeanWeights(), monitor]))
        {
            run.Fit();
        }

        Assert.That(monitor.Seen, Has.Count.EqualTo(2).And.All.InRange(0, 1));
        using var bare = new ToyRun(Options, [new Monitor()]);
        Assert.That(() => bare.Fit(), Throws.TypeOf<LabValidationException>().With.Message.Contains("average/accuracy"));
    }

    [Test]
    public void The_plan_names_the_average_only_where_there_is_one()
    {
        using var run = new ToyRun(Options, [new MeanWeights(), new Monitor()]);
        using var bare = new ToyRun(Options, [new Monitor()]);

        Assert.That(run.Trainer.DescribePlan(), Does.Match("weights averaged +MeanWeights"));
        Assert.That(bare.Trainer.DescribePlan(), Does.Not.Contain("average"));
    }

    private sealed class TiedModel : Model<Tensor, Tensor>
    {
        private readonly TorchSharp.Modules.Linear hidden = nn.Linear(4, 3);
        private readonly TorchSharp.Modules.Parameter tied;

        public TiedModel() => tied = hidden.weight!;

        public override Tensor forward(Tensor input) => hidden.call(input) + input.matmul(tied.t());
    }

    private sealed class Manual : WeightAveraging
    {
        public override void AfterStep(long step, bool stepped) => Include(0.5);
    }

    [Test]
    public void A_tensor_with_two_names_has_one_average()
    {
        using var model = new TiedModel();
        ((IModel)model).Complete();
        using var average = new Manual();
        average.Attach(new OptimParts(model, null!, CPU));
        average.AfterStep(1, stepped: true);
        using (no_grad())
        {
            using Scalar two = 2.0.ToScalar();
            model.state_dict()["tied"].add_(two);
        }

        average.AfterStep(2, stepped: true);
        using var start = (model.state_dict()["tied"] - 2).detach();
        using var middle = start + 1;
        var state = average.CaptureTensors().ToDictionary(pair => pair.Key, pair => pair.Value);

        Assert.That(state.Keys, Is.EquivalentTo(new[] { "hidden.weight", "hidden.bias", "tied" }));
        Assert.That(state["tied"].data<float>().ToArray(), Is.EqualTo(middle.data<float>().ToArray()).Within(1e-6));
        Assert.That(state["hidden.weight"], Is.SameAs(state["tied"]));
        using (average.Apply())
        {
            Assert.That(model.state_dict()["tied"].data<float>().ToArray(), Is.EqualTo(middle.data<float>().ToArray()).Within(1e-6));
        }
    }
}
