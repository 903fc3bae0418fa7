using Lab.Checkpoints;
using Lab.Optimization;
using Lab.Tests.Training;

namespace Lab.Tests.Freezing;

/// <summary>Seven steps an epoch: 50 samples in batches of 8, the last one of 2.</summary>
public sealed class FreezingTests
{
    private const string Hidden = "hidden.weight";
    private const string Statistics = "norm.running_mean";

    // Validations within epochs switch the model to evaluation and back to training.
    private static readonly TrainerOptions Options = new() { Epochs = 3.Epochs(), Device = "cpu", ValidateEvery = 2.OptimizerSteps() };

    private static readonly OptimizerOptions Decaying = new() { LearningRate = 0.01, WeightDecay = 0.1 };

    private sealed class Recorder : OptimHook
    {
        private Dictionary<string, TorchSharp.torch.Tensor> _model = [];

        /// <summary>The state dictionary after each step, from 1; before the first at 0.</summary>
        public List<Dictionary<string, float[]>> States { get; } = [];

        public List<string[]> Gradients { get; } = [];

        public List<string[]> Optimized { get; } = [];

        public override void Attach(OptimParts parts)
        {
            _model = parts.Model.state_dict();
            Record();
        }

        public override void Step(StepContext step, StepDelegate next)
        {
            Gradients.Add([.. step.Gradients.Named().Select(pair => pair.Key)]);
            next(step);
            Optimized.Add([.. step.Optimizer.CaptureState().Select(pair => pair.Key.Split('/')[0]).Distinct()]);
            Record();
        }

        private void Record() => States.Add(_model.Where(pair => pair.Value.dtype == torch.ScalarType.Float32).ToDictionary(pair => pair.Key, pair => pair.Value.data<float>().ToArray()));
    }

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

    private static Recorder Train(TrainerOptions options)
    {
        var recorder = new Recorder();
        using var run = new ToyRun(options, [recorder], optimizer: Decaying);
        run.Fit();
        Assert.That(run.Model.parameters().Select(parameter => parameter.requires_grad), Is.All.True, "the run is over");
        return recorder;
    }

    private static int ChangesFirstAt(Recorder recorder, string name) => recorder.States.FindIndex(state => !state[name].AsSpan().SequenceEqual(recorder.States[0][name]));

    [Test]
    public void What_is_frozen_for_the_whole_run_keeps_its_bits_and_the_rest_is_trained()
    {
        var recorder = Train(Options with { Freeze = [new("hidden"), new("norm")] });

        Assert.That(recorder.States[^1].Keys.ToLookup(name => ChangesFirstAt(recorder, name))[-1], Is.EquivalentTo(["hidden.weight", "hidden.bias", "norm.weight", "norm.bias", "norm.running_mean", "norm.running_var"]));
        Assert.That(recorder.Gradients, Is.All.EqualTo(new[] { "head.weight", "head.bias" }));
        Assert.That(recorder.Optimized[^1], Is.EqualTo(["head.weight", "head.bias"]));
    }

    [TestCase("hidden for 2 epochs", Hidden, 15)]
    [TestCase("hidden for 5 steps", Hidden, 6)]
    [TestCase("norm for 9 steps", Statistics, 10)]
    [TestCase("*.weight for 1 epoch", Hidden, 8)]
    [TestCase("hidden for 0 epochs", Hidden, 1)]
    public void A_part_thaws_after_its_time(string rule, string name, int step) =>
        Assert.That(ChangesFirstAt(Train(Options with { Freeze = [FreezeRule.Parse(rule)] }), name), Is.EqualTo(step));

    [Test]
    public void Of_several_rules_for_one_parameter_the_longest_counts_and_state_of_the_optimizer_begins_with_its_gradient()
    {
        var recorder = Train(Options with { Freeze = [new("hidden", 1.Epochs()), new("hidden.weight", 10.OptimizerSteps())] });

        Assert.That((ChangesFirstAt(recorder, "hidden.bias"), ChangesFirstAt(recorder, Hidden)), Is.EqualTo((8, 11)));
        Assert.That(recorder.Optimized.FindIndex(names => names.Contains(Hidden)), Is.EqualTo(10));
    }

    [Test]
    public void All_batch_normalisation_may_keep_its_statistics_while_its_weights_are_trained()
    {
        var recorder = Train(Options with { FreezeBatchNorm = true });

        Assert.That(ChangesFirstAt(recorder, Statistics), Is.EqualTo(-1));
        Assert.That(ChangesFirstAt(recorder, "norm.weight"), Is.EqualTo(1));
    }

    [Test]
    public void A_run_resumed_from_any_step_while_frozen_or_thawed_ends_with_the_same_bits()
    {
        var folder = Directory.CreateTempSubdirectory("lab-freezing-").FullName;
        try
        {
            var options = Options with { Epochs = 2.Epochs(), Freeze = [new("hidden", 1.Epochs()), new("norm", 10.OptimizerSteps())] };
            var save = new SaveEveryStep();
            using var whole = new ToyRun(options, [save], folder: folder, optimizer: Decaying);
            whole.Fit();
            foreach (var name in save.Names)
            {
                using var rest = new ToyRun(options, optimizer: Decaying);
                rest.Fit(new CheckpointStore(folder).Open(name));
                Assert.That(rest.WeightHash(), Is.EqualTo(whole.WeightHash()), name);
            }
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    [Test]
    public void Switching_the_model_to_training_by_hand_leaves_frozen_statistics_alone()
    {
        using var run = new ToyRun(Options with { Freeze = [new("norm")] }, [new Meddler()], optimizer: Decaying);
        run.Fit();

        Assert.That(run.Model.state_dict()[Statistics].data<float>().ToArray(), Is.All.Zero, "as it begins");
        run.Model.train();
        Assert.That(run.Model.named_modules().Single(pair => pair.name == "norm").module.training, "the run is over");
    }

    private sealed class Meddler : OptimHook
    {
        private torch.nn.Module? _model;

        public override void Attach(OptimParts parts) => _model = parts.Model;

        public override void Loss(LossContext loss, LossDelegate next)
        {
            _model!.eval();
            _model.train();
            next(loss);
        }
    }

    [Test]
    public void Unknown_parts_and_a_model_that_is_wholly_frozen_are_told_before_the_run()
    {
        using var run = new ToyRun(Options with { Freeze = [new("hiden"), new("backbone"), new("*", 1.Epochs())] });

        Assert.That(() => run.Fit(), Throws.TypeOf<LabValidationException>()
            .With.Message.Contains("'hiden'").And.Message.Contains("hidden, norm, head").And.Message.Contains("'backbone'").And.Message.Contains("nothing to train"));
        Assert.That(run.Model.parameters().Select(parameter => parameter.requires_grad), Is.All.True);
    }

    [Test]
    [SetCulture("de-DE")]
    public void What_is_frozen_is_told_alike_in_every_culture()
    {
        using var model = torch.nn.Sequential(("hidden", torch.nn.Linear(40, 30)), ("head", torch.nn.Linear(30, 2)));
        using var freezing = new global::Lab.Freezing(Options with { Freeze = [new("hidden")] }, model, null, 7, []);
        freezing.Enter(0);

        Assert.That(freezing.Describe(), Is.EqualTo("2 parameters with 1,230 weights are frozen"));
    }

    [Test]
    public void A_search_for_the_learning_rate_freezes_and_thaws_too()
    {
        using var run = new ToyRun(Options with { Freeze = [new("hidden")] });
        run.Trainer.FindLearningRate(run.Train, new() { Steps = 10.OptimizerSteps() });

        Assert.That(run.Model.parameters().Select(parameter => parameter.requires_grad), Is.All.True);
    }
}
