using static TorchSharp.torch;

namespace Lab.Tests.Training;

public sealed class StartupCheckTests
{
    private sealed class ListModel : Model<Tensor, Tensor>
    {
        private readonly List<nn.Module<Tensor, Tensor>> layers = [nn.Linear(4, 3)];
        private readonly TorchSharp.Modules.Linear head = nn.Linear(3, 3);

        public override Tensor forward(Tensor input) => head.call(layers[0].call(input));
    }

    private sealed class PropertyModel : Model<Tensor, Tensor>
    {
        public TorchSharp.Modules.Linear Head { get; } = nn.Linear(4, 3);

        public override Tensor forward(Tensor input) => Head.call(input);
    }

    private sealed class Inner : nn.Module<Tensor, Tensor>
    {
        // RegisterComponents is forgotten here, one level below the model.
        private readonly TorchSharp.Modules.Linear forgotten = nn.Linear(4, 3);

        public Inner()
            : base("inner")
        {
        }

        public override Tensor forward(Tensor input) => forgotten.call(input);
    }

    private sealed class FrozenModel : Model<Tensor, Tensor>
    {
        private readonly TorchSharp.Modules.Linear head = nn.Linear(4, 3);

        public FrozenModel()
        {
            foreach (var parameter in head.parameters())
            {
                parameter.requires_grad = false;
            }
        }

        public override Tensor forward(Tensor input) => head.call(input);
    }

    private sealed class OtherModule : nn.Module
    {
        public OtherModule()
            : base("other")
        {
        }
    }

    private sealed class Waiting : EpochHook
    {
        public override IReadOnlyList<MonitoredMetric> Monitors => [MonitoredMetric.Parse("validation/acuracy")];
    }

    private sealed class WindowOf(int batches) : OptimHook
    {
        public override BatchCount Window => batches.Batches();
    }

    private sealed class OfStrings : OptimHook<string, Tensor, Tensor>
    {
        public override void Loss(LossContext<string, Tensor, Tensor> loss, LossDelegate next) => next(loss);
    }

    private static IReadOnlyList<string> ProblemsOf(Model<Tensor, Tensor> model, IReadOnlyList<Hook>? hooks = null, TrainerOptions? options = null, int samples = 8, bool holdNothing = false)
    {
        using var trainer = new Trainer<Tensor, Tensor, Tensor>(
            new TrainerParts<Tensor, Tensor, Tensor>
            {
                Model = model,
                Loss = new ToyLoss(),
                Optimizer = (module, loss) => new Lab.Optimization.OptimizerFactory().Create(new Lab.Optimization.OptimizerOptions(), holdNothing ? new OtherModule() : module, loss),
                Hooks = hooks ?? [],
            },
            options);
        using var loader = new DatasetLoader<ToySample, Tensor, Tensor>(new ToyDataset(samples), new ToyCollator(), Phase.Train);
        var error = Assert.Throws<LabValidationException>(() => trainer.Fit(loader));
        model.Dispose();
        return error!.Problems;
    }

    [Test]
    public void Modules_in_a_list_are_named() => Assert.That(ProblemsOf(new ListModel()), Has.Some.Contains("'layers'").And.Some.Contains("ModuleList"));

    [Test]
    public void An_automatic_property_is_named() => Assert.That(ProblemsOf(new PropertyModel()), Has.Some.Contains("'Head'").And.Some.Contains("ComponentName"));

    private sealed class OuterModel : Model<Tensor, Tensor>
    {
        private readonly Inner inner = new();
        private readonly TorchSharp.Modules.Linear head = nn.Linear(3, 3);

        public override Tensor forward(Tensor input) => head.call(inner.call(input));
    }

    [Test]
    public void A_nested_module_that_forgot_to_register_is_healed_or_named()
    {
        // TorchSharp registers the fields of a module when it is itself registered as a field; either way nothing may be lost in silence.
        using var model = new OuterModel();
        using var run = new Trainer<Tensor, Tensor, Tensor>(new TrainerParts<Tensor, Tensor, Tensor> { Model = model, Loss = new ToyLoss(), Optimizer = (module, loss) => new Lab.Optimization.OptimizerFactory().Create(new Lab.Optimization.OptimizerOptions(), module, loss) });
        using var loader = new DatasetLoader<ToySample, Tensor, Tensor>(new ToyDataset(8), new ToyCollator(), Phase.Train);
        try
        {
            run.Fit(loader);
            Assert.That(model.state_dict().Keys, Has.Some.Contains("forgotten"));
        }
        catch (LabValidationException error)
        {
            Assert.That(error.Problems, Has.Some.Contains("forgotten"));
        }
    }

    [Test]
    public void A_model_without_trainable_parameters_is_refused() => Assert.That(ProblemsOf(new FrozenModel()), Has.Some.Contains("no parameter to train"));

    [Test]
    public void Parameters_that_no_optimizer_holds_are_named() => Assert.That(ProblemsOf(new ToyModel(), holdNothing: true), Has.Some.Contains("hidden.weight"));

    [Test]
    public void A_head_of_another_size_than_the_data_is_refused() => Assert.That(ProblemsOf(new ToyModel(classes: 5)), Has.Some.Contains("5 classes").And.Some.Contains("3"));

    [Test]
    public void A_monitored_metric_that_nobody_produces_is_named_with_those_there_are() =>
        Assert.That(ProblemsOf(new ToyModel(), [new Waiting()]), Has.Some.Contains("validation/acuracy").And.Some.Contains("train/loss"));

    [Test]
    public void Two_hooks_that_accumulate_are_refused() => Assert.That(ProblemsOf(new ToyModel(), [new WindowOf(2), new WindowOf(3)]), Has.Some.Contains("2 batches").And.Some.Contains("3 batches"));

    [Test]
    public void Two_hooks_with_one_state_key_are_refused() =>
        Assert.That(ProblemsOf(new ToyModel(), [new RecordingBatch("same", new Recording()), new RecordingOptim("same", new Recording())]), Has.Some.Contains("state under the name 'same'").And.Some.Contains("override Name"));

    [Test]
    public void A_hook_of_other_types_is_refused() => Assert.That(ProblemsOf(new ToyModel(), [new OfStrings()]), Has.Some.Contains("String"));

    [Test]
    public void Empty_data_is_refused() => Assert.That(ProblemsOf(new ToyModel(), samples: 0), Has.Some.Contains("empty"));

    [Test]
    public void A_device_that_is_not_there_is_refused() => Assert.That(ProblemsOf(new ToyModel(), options: new TrainerOptions { Device = "cuda:99" }), Has.Some.Contains("--device cuda:99"));

    [Test]
    public void All_problems_come_at_once()
    {
        var problems = ProblemsOf(new ToyModel(classes: 5), [new WindowOf(0)], new TrainerOptions { Epochs = 0.Epochs(), MinimumEpochs = 2.Epochs() }, samples: 0);

        Assert.That(problems, Has.Count.GreaterThanOrEqualTo(4));
    }
}
