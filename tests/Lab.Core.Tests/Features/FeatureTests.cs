using Lab.Checkpoints;
using Lab.Loading;
using Lab.Optimization;
using Lab.Tests.Averages;
using Lab.Tests.Models;
using Lab.Tests.Training;
using static TorchSharp.torch;

namespace Lab.Tests.Features;

public sealed class FeatureTests
{
    private const int Samples = 50;

    private static readonly TrainerOptions Options = new() { Epochs = 3.Epochs(), Device = "cpu" };

    private StagedNetwork _model = null!;

    [SetUp]
    public void MakeModel()
    {
        random.manual_seed(1).Dispose();
        _model = new StagedNetwork();
    }

    [TearDown]
    public void DisposeOfModel() => _model.Dispose();

    private static DatasetLoader<ToySample, Tensor, Tensor> Loader(Phase phase, int threads = 0) =>
        new(new ToyDataset(Samples), new ToyCollator(), phase, new LoaderOptions { BatchSize = 8, LoaderThreads = threads }, seed: 1);

    private static float[] Numbers(Tensor tensor) => tensor.data<float>().ToArray();

    private static Trainer<Tensor, Tensor, Tensor> TrainerOf(Model<Tensor, Tensor> model, TrainerOptions options, CheckpointStore? checkpoints = null, params Hook[] hooks) => new(
        new()
        {
            Model = model, Loss = new ToyLoss(), LearningRate = 0.01, Metrics = () => [new CountingMetric()], Hooks = hooks, Checkpoints = checkpoints,
            Optimizer = (module, loss) => new OptimizerFactory().Create(new OptimizerOptions(), module, loss),
        },
        options);

    private sealed class Names(List<string> heard) : BatchHook
    {
        public override void OnRunStart(RunInfo run) => heard.Add(run.Experiment);
    }

    [Test]
    public void Hooks_are_told_that_features_are_computed_and_of_what()
    {
        var heard = new List<string>();
        using var loader = Loader(Phase.Train, threads: 0);
        using var plain = Loader(Phase.Validation);
        using var views = FeatureSet.Compute(_model, loader, views: 2, Options, () => [new Names(heard)]);
        using var features = FeatureSet.Compute(_model, plain, options: Options, hooks: () => [new Names(heard)]);

        Assert.That(heard, Is.EqualTo(new[] { "features of the train data, view 1 of 2", "features of the train data, view 2 of 2", "features of the validation data" }));
    }

    [Test]
    public void Features_are_what_the_model_embeds_in_the_order_of_the_data_whatever_the_loaders()
    {
        using var loader = Loader(Phase.Train, threads: 2);
        using var plain = Loader(Phase.Validation);
        using var features = FeatureSet.Compute(_model, plain, options: Options);
        using var views = FeatureSet.Compute(_model, loader, views: 2, Options);

        using var scope = NewDisposeScope();
        using var noGradient = no_grad();
        _model.eval();
        using var pass = plain.Open(0, 0, CPU);
        var expected = new List<float>();
        var targets = new List<long>();
        while (pass.TryNext() is { } batch)
        {
            expected.AddRange(Numbers(_model.Embed(batch.Input)));
            targets.AddRange(batch.Target.data<long>().ToArray());
        }

        Assert.That(Numbers(features.Views.Single()), Is.EqualTo(expected).Within(1e-6));
        Assert.That(features.Targets.data<long>().ToArray(), Is.EqualTo(targets));
        Assert.That(features.Indices, Is.EqualTo(Enumerable.Range(0, Samples)));
        Assert.That(views.Targets.data<long>().ToArray(), Is.EqualTo(targets), "training delivers them shuffled");
        Assert.That(Numbers(views.Views[0]), Is.Not.EqualTo(Numbers(views.Views[1])), "each view is augmented otherwise");
    }

    [Test]
    public void The_loader_of_features_delivers_the_samples_of_the_loader_of_images_batch_by_batch()
    {
        using var images = Loader(Phase.Train);
        using var set = FeatureSet.Compute(_model, images, views: 2, Options);
        using var features = new FeatureLoader<Tensor>(set, Phase.Train, batchSize: 8, seed: 1);

        Assert.That((features.SampleCount, features.BatchCount, features.PlannedSamples(6)), Is.EqualTo((images.SampleCount, images.BatchCount, 2)));
        using var scope = NewDisposeScope();
        using var noGradient = no_grad();
        _model.eval();
        foreach (var (epoch, first) in new[] { (1, 0), (2, 3), (3, 7) })
        {
            using var expected = images.Open(epoch, first, CPU);
            using var actual = features.Open(epoch, first, CPU);
            while (expected.TryNext() is { } batch)
            {
                var found = actual.TryNext()!;
                Assert.That(found.Indices, Is.EqualTo(batch.Indices));
                Assert.That(found.Target.data<long>().ToArray(), Is.EqualTo(batch.Target.data<long>().ToArray()));
                if (epoch < 3)
                {
                    Assert.That(Numbers(found.Input), Is.EqualTo(Numbers(_model.Embed(batch.Input))).Within(1e-5), $"epoch {epoch} has its own augmentation");
                }
            }

            Assert.That(actual.TryNext(), Is.Null);
        }
    }

    // The whole of it: a probe on one view per epoch is a run in which everything but the head is frozen.
    [Test]
    public void A_probe_ends_where_a_run_with_a_frozen_backbone_ends()
    {
        using var images = Loader(Phase.Train);
        using var validation = Loader(Phase.Validation);
        using var other = new StagedNetwork();
        other.load_state_dict(_model.state_dict());
        using var frozen = TrainerOf(other, Options with { Freeze = [new("backbone")] });
        var expected = frozen.Fit(images, validation);

        using var set = FeatureSet.Compute(_model, images, views: 3, Options);
        using var judged = FeatureSet.Compute(_model, validation, options: Options);
        using var features = new FeatureLoader<Tensor>(set, Phase.Train, 8, seed: 1);
        using var judgedFeatures = new FeatureLoader<Tensor>(judged, Phase.Validation, 8, seed: 1);
        using var probe = TrainerOf(new ModelHead<Tensor, Tensor>(_model), Options);
        var result = probe.Fit(features, judgedFeatures);

        foreach (var (name, value) in other.state_dict().Where(pair => pair.Value.dtype == ScalarType.Float32))
        {
            Assert.That(Numbers(_model.state_dict()[name]), Is.EqualTo(Numbers(value)).Within(1e-4), name);
        }

        Assert.That(result.LastReport!.Get(Phase.Validation, MetricKey.Loss), Is.EqualTo(expected.LastReport!.Get(Phase.Validation, MetricKey.Loss)).Within(1e-4));
    }

    [Test]
    public void A_checkpoint_of_a_head_is_one_of_the_whole_model_and_a_probe_resumes_from_it()
    {
        var folder = Directory.CreateTempSubdirectory("lab-probe-").FullName;
        try
        {
            using var images = Loader(Phase.Train);
            using var set = FeatureSet.Compute(_model, images, views: 2, Options);
            using var features = new FeatureLoader<Tensor>(set, Phase.Train, 8, seed: 1);
            using var whole = TrainerOf(new ModelHead<Tensor, Tensor>(_model), Options, new CheckpointStore(folder), new SaveAt(4));
            whole.Fit(features);

            using var model = new StagedNetwork();
            var checkpoint = new CheckpointStore(folder).Open("step-00000004");
            checkpoint.LoadModel(model);
            Assert.That(model.state_dict().Keys, Is.EqualTo(_model.state_dict().Keys));
            using var rest = TrainerOf(new ModelHead<Tensor, Tensor>(model), Options);
            rest.Fit(features, resume: checkpoint);
            Assert.That(Numbers(model.state_dict()["head.weight"]), Is.EqualTo(Numbers(_model.state_dict()["head.weight"])));
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    private sealed class SaveAt(int step) : BatchHook
    {
        public override void OnBatchEnd(BatchEnd batch, RunControl control)
        {
            if (batch.Step == step)
            {
                control.RequestCheckpoint();
            }
        }
    }

    [Test]
    public void A_head_follows_the_modes_of_the_whole_model()
    {
        var head = new ModelHead<Tensor, Tensor>(_model);
        head.eval();
        Assert.That(_model.training, Is.False);
        head.train();
        Assert.That(_model.training, Is.True);
    }

    [Test]
    public void A_model_without_features_is_refused_by_name_and_a_cancelled_pass_throws()
    {
        using var plain = new ToyModel();
        using var loader = Loader(Phase.Validation);
        using var source = new CancellationTokenSource();
        source.Cancel();

        Assert.That(() => FeatureSet.Compute(plain, loader), Throws.TypeOf<LabValidationException>().With.Message.Contains("ToyModel").And.Message.Contains("IFeatureModel"));
        Assert.That(() => FeatureSet.Compute(_model, loader, options: Options, cancellation: source.Token), Throws.InstanceOf<OperationCanceledException>());
    }

    [Test]
    public void A_pass_that_is_cancelled_in_its_second_view_leaves_no_tensor()
    {
        using var loader = Loader(Phase.Train);
        using var source = new CancellationTokenSource();
        var views = 0;
        FeatureSet.Compute(_model, loader, options: Options).Dispose();
        var before = Tensor.TotalCount;

        Assert.That(
            () => FeatureSet.Compute(_model, loader, views: 3, Options, () => ++views == 2 ? [new CancelAt(3, source)] : [], source.Token),
            Throws.InstanceOf<OperationCanceledException>());

        Assert.That(Tensor.TotalCount, Is.EqualTo(before));
    }

    private sealed class CancelAt(int batch, CancellationTokenSource source) : BatchHook
    {
        public override void OnBatchStart(BatchStart start)
        {
            if (start.Batch == batch)
            {
                source.Cancel();
            }
        }
    }

    [TestCase(new[] { 0, 1, Samples })]
    [TestCase(new[] { 0, -1, 2 })]
    [TestCase(new[] { 0, 1 })]
    public void An_order_of_other_rows_is_refused(int[] order)
    {
        using var loader = Loader(Phase.Validation);
        using var set = FeatureSet.Compute(_model, loader, options: Options);
        using var features = new FeatureLoader<Tensor>(set, Phase.Train, 8, seed: 1, new FixedOrder(3, order));

        Assert.That(() => features.Open(1, 0, CPU), Throws.TypeOf<LabException>().With.Message.Contains("FixedOrder"));
    }

    private sealed class FixedOrder(int count, int[] order) : Sampler
    {
        public override int Count => count;

        public override int[] OrderOf(RandomKey epoch) => order;
    }

    [Test]
    public void Features_keep_the_groups_of_their_samples_and_so_do_the_first_batches_of_a_loader()
    {
        using var left = Grouped("anna", Phase.Train);
        using var right = Grouped("anna", Phase.Validation);
        using var other = Grouped("bert", Phase.Validation);
        using var set = FeatureSet.Compute(_model, left, options: Options);
        using var judged = FeatureSet.Compute(_model, right, options: Options);
        using var probe = TrainerOf(new ModelHead<Tensor, Tensor>(_model), Options);
        using var whole = TrainerOf(_model, Options);

        Assert.That(
            () => probe.Fit(new FeatureLoader<Tensor>(set, Phase.Train, 8), new FeatureLoader<Tensor>(judged, Phase.Validation, 8)),
            Throws.TypeOf<LabValidationException>().With.Message.Contains("anna"));
        Assert.That(() => whole.Fit(new LimitedLoader<Tensor, Tensor>(left, 1), new LimitedLoader<Tensor, Tensor>(right, 1)), Throws.TypeOf<LabValidationException>().With.Message.Contains("anna"));
        Assert.That(() => whole.Fit(new LimitedLoader<Tensor, Tensor>(left, 1), new LimitedLoader<Tensor, Tensor>(other, 1)), Throws.Nothing);

        static DatasetLoader<ToySample, Tensor, Tensor> Grouped(string group, Phase phase) => new(new GroupedData(group), new ToyCollator(), phase, new LoaderOptions { BatchSize = 8, LoaderThreads = 0 });
    }

    private sealed class GroupedData(string group) : Dataset<ToySample>
    {
        private readonly ToyDataset _samples = new(16);

        public override int Count => _samples.Count;

        public override ToySample this[int index] => _samples[index];

        public override string? GroupOf(int index) => group;
    }

    // Nothing is frozen of a model that does not know its stages, and no batch of features comes through the normalisation before its head.
    [Test]
    public void An_average_of_a_probe_keeps_the_statistics_before_the_head_that_knows_no_stages()
    {
        using var model = new StagelessNetwork();
        using var images = Loader(Phase.Train);
        using (var pass = images.Open(1, 0, CPU))
        using (NewDisposeScope())
        {
            model.train();
            model.call(pass.TryNext()!.Input);
        }

        using var set = FeatureSet.Compute(model, images, views: 1, Options);
        using var features = new FeatureLoader<Tensor>(set, Phase.Train, 8, seed: 1);
        using var average = new RefreshedMeanWeights();
        var before = model.state_dict().Where(pair => pair.Key.StartsWith("before", StringComparison.Ordinal)).ToDictionary(pair => pair.Key, pair => pair.Value.bytes.ToArray());
        using var probe = TrainerOf(new ModelHead<Tensor, Tensor>(model), Options, null, average);
        probe.Fit(features, features);

        var averaged = average.CaptureTensors().ToDictionary(pair => pair.Key, pair => pair.Value);
        Assert.That(before, Has.Count.EqualTo(5));
        foreach (var (name, bytes) in before)
        {
            Assert.That(averaged[name].bytes.ToArray(), Is.EqualTo(bytes), $"average of {name}");
            Assert.That(model.state_dict()[name].bytes.ToArray(), Is.EqualTo(bytes), name);
        }

        Assert.That(averaged["inside.num_batches_tracked"].item<long>(), Is.EqualTo(features.BatchCount), "those of the head are taken anew");
    }

    private sealed class StagelessNetwork : Model<Tensor, Tensor>, IFeatureModel<Tensor, Tensor>
    {
        private readonly TorchSharp.Modules.BatchNorm1d before = nn.BatchNorm1d(4);
        private readonly TorchSharp.Modules.BatchNorm1d inside = nn.BatchNorm1d(4);
        private readonly TorchSharp.Modules.Linear head = nn.Linear(4, 3);

        public StagelessNetwork() => RegisterComponents();

        public override Tensor forward(Tensor input) => Answer(Embed(input));

        public Tensor Embed(Tensor input) => before.call(input);

        public Tensor Answer(Tensor embedding) => head.call(inside.call(embedding));
    }
}
