using Lab.Checkpoints;
using Lab.Optimization;
using Lab.Tests.Training;
using static TorchSharp.torch;

namespace Lab.Hooks.Tests.SharpnessAware;

public sealed class SharpnessAwareMinimizationTests
{
    private static readonly TrainerOptions Options = new() { Epochs = 3.Epochs(), Device = "cpu", Seed = 5 };

    [OneTimeSetUp]
    public void LoadTorch() => Lab.Native.TorchRuntime.EnsureLoaded();

    [TestCase(0.05, false)]
    [TestCase(2.0, false)]
    [TestCase(0.5, true)]
    public void Every_step_is_that_of_the_formula_on_a_linear_model(double rho, bool adaptive)
    {
        random.manual_seed(1).Dispose();
        var record = new Record();
        using var model = new LineModel();
        using var train = new DatasetLoader<ToySample, Tensor, Tensor>(new ToyDataset(40), new ToyCollator(), Phase.Train, new LoaderOptions { BatchSize = 8, LoaderThreads = 0 }, 1);
        using var trainer = new Trainer<Tensor, Tensor, Tensor>(
            new TrainerParts<Tensor, Tensor, Tensor>
            {
                Model = model,
                Loss = new SquaredLoss(),
                Optimizer = (module, loss) => new OptimizerFactory().Create(new OptimizerOptions { Name = "sgd" }, module, loss),
                LearningRate = 0.05,
                Hooks = [record, new SharpnessAwareMinimization(rho, adaptive), new ParametersAtStep(record)],
            },
            Options);

        trainer.Fit(train);

        Assert.That(record.Batches, Has.Count.EqualTo(15));
        var weights = record.AtStep[0];
        for (var step = 0; step < record.Batches.Count; step++)
        {
            Assert.That(record.AtStep[step], Is.EqualTo(weights).Within(1e-12), $"step {step}");
            var (inputs, targets) = record.Batches[step];
            var gradient = Gradient(weights, inputs, targets);

            // The last number is the bias, which has no size of its own.
            var scale = weights.Select((w, i) => adaptive && i < weights.Length - 1 ? Math.Abs(w) + 0.01 : 1).ToArray();
            var norm = Math.Sqrt(gradient.Zip(scale, (g, t) => g * t * g * t).Sum());
            var nearby = weights.Select((w, i) => w + (rho * scale[i] * scale[i] * gradient[i] / norm)).ToArray();
            var there = Gradient(nearby, inputs, targets);
            Assert.That(there.Zip(gradient, (a, b) => Math.Abs(a - b)).Max(), Is.GreaterThan(1e-3), "where the gradients are taken must matter");
            weights = [.. weights.Zip(there, (w, g) => w - (0.05 * g))];
        }
    }

    [Test]
    public void The_parameters_are_the_same_bits_when_the_step_comes_and_clipping_after_it_sees_the_gradients_of_the_step()
    {
        var before = new Bits();
        var clip = new ClipGradientNorm(0.01);
        var after = new Bits();
        using var run = new ToyRun(Options, [before, new SharpnessAwareMinimization(0.7), clip, after]);
        run.Fit();

        Assert.That(after.Parameters, Is.EqualTo(before.Parameters).And.Count.EqualTo(21));
        Assert.That(after.Norms, Is.All.EqualTo(0.01).Within(1e-4));
        Assert.That(before.Norms, Is.All.GreaterThan(0.02));
    }

    [Test]
    public void A_second_pass_that_throws_leaves_the_parameters_as_they_were()
    {
        var before = new Bits();
        using var run = new ToyRun(Options, [before, new SharpnessAwareMinimization(0.7), new ThrowInSecondPass()]);

        Assert.That(() => run.Fit(), Throws.InstanceOf<LabException>().With.Message.Contains(nameof(ThrowInSecondPass)));
        using var scope = NewDisposeScope();
        Assert.That(Convert.ToHexString([.. run.Model.named_parameters().SelectMany(pair => pair.parameter.bytes.ToArray())]), Is.EqualTo(before.Parameters.Single()));
    }

    [Test]
    public void Off_it_changes_no_bit_and_goes_with_accumulation()
    {
        Assert.That(HashOf(new SharpnessAwareMinimization(new SharpnessAwareOptions())), Is.EqualTo(HashOf()));
        Assert.That(HashOf(new SharpnessAwareMinimization(0.05)), Is.Not.EqualTo(HashOf()));
        Assert.That(HashOf(new SharpnessAwareMinimization(new SharpnessAwareOptions()), new AccumulateGradients(2.Batches())), Is.EqualTo(HashOf(new AccumulateGradients(2.Batches()))));
        Assert.That(
            () => HashOf(new SharpnessAwareMinimization(0.05), new AccumulateGradients(2.Batches())),
            Throws.TypeOf<LabValidationException>().With.Message.Contains(nameof(SharpnessAwareMinimization)).And.Message.Contains(nameof(AccumulateGradients)));
    }

    [TestCase(false)]
    [TestCase(true)]
    public void Observers_change_nothing_and_a_resumed_run_ends_with_the_same_bits(bool adaptive)
    {
        var expected = HashOf(new SharpnessAwareMinimization(0.3, adaptive));
        Assert.That(HashOf(new SharpnessAwareMinimization(0.3, adaptive), new Draws()), Is.EqualTo(expected));

        using var folder = new TemporaryFolder();
        using (var cancellation = new CancellationTokenSource())
        using (var first = new ToyRun(Options, [new SharpnessAwareMinimization(0.3, adaptive), new CancelAt(10, cancellation)], folder: folder.Path))
        {
            Assert.That(first.Fit(cancellation: cancellation.Token).Position, Is.EqualTo(new Position(1, 3, 10)));
        }

        using var rest = new ToyRun(Options, [new SharpnessAwareMinimization(0.3, adaptive)]);
        rest.Fit(new CheckpointStore(folder.Path).FindNewest(out _));
        Assert.That(rest.WeightHash(), Is.EqualTo(expected));
    }

    [TestCase(0)]
    [TestCase(-1)]
    [TestCase(double.NaN)]
    public void A_distance_that_is_not_above_zero_is_refused(double rho) =>
        Assert.That(() => new SharpnessAwareMinimization(rho), Throws.TypeOf<LabValidationException>().With.Message.Contains("Rho"));

    private static string HashOf(params Hook[] hooks)
    {
        using var run = new ToyRun(Options, hooks);
        run.Fit();
        return run.WeightHash();
    }

    // Half the mean of squares of x w + b - y.
    private static double[] Gradient(double[] weights, double[][] inputs, double[] targets)
    {
        var gradient = new double[weights.Length];
        for (var row = 0; row < inputs.Length; row++)
        {
            double[] x = [.. inputs[row], 1];
            var error = x.Zip(weights, (a, b) => a * b).Sum() - targets[row];
            for (var i = 0; i < x.Length; i++)
            {
                gradient[i] += error * x[i] / inputs.Length;
            }
        }

        return gradient;
    }

    private sealed class LineModel : Model<Tensor, Tensor>
    {
        private readonly TorchSharp.Modules.Linear line = nn.Linear(4, 1, dtype: ScalarType.Float64);

        public override Tensor forward(Tensor input) => line.call(input.to(ScalarType.Float64)).squeeze(1);
    }

    private sealed class SquaredLoss : Loss<Tensor, Tensor>
    {
        public override Tensor forward(Tensor output, Tensor target, LossArguments arguments) => (output - target).square().mean() / 2;
    }

    private sealed class Record : OptimHook<Tensor, Tensor, Tensor>
    {
        public List<(double[][] Inputs, double[] Targets)> Batches { get; } = [];

        public List<double[]> AtStep { get; } = [];

        public override void Loss(LossContext<Tensor, Tensor, Tensor> loss, LossDelegate next)
        {
            if (!loss.Recomputing)
            {
                using var scope = NewDisposeScope();
                Batches.Add(([.. loss.Input.to(ScalarType.Float64).data<double>().ToArray().Chunk(4)], [.. loss.Target.data<long>().ToArray().Select(label => (double)label)]));
            }

            next(loss);
        }
    }

    private sealed class ParametersAtStep(Record record) : OptimHook
    {
        public override void Step(StepContext step, StepDelegate next)
        {
            using (NewDisposeScope())
            {
                record.AtStep.Add([.. step.Optimizer.Groups[0].Parameters.SelectMany(pair => pair.Value.detach().flatten().data<double>().ToArray())]);
            }

            next(step);
        }
    }

    private sealed class Bits : OptimHook
    {
        public List<string> Parameters { get; } = [];

        public List<double> Norms { get; } = [];

        public override void Step(StepContext step, StepDelegate next)
        {
            using (NewDisposeScope())
            {
                Parameters.Add(Convert.ToHexString([.. step.Optimizer.Groups[0].Parameters.SelectMany(pair => pair.Value.bytes.ToArray())]));
                Norms.Add(step.Gradients.Norm());
            }

            next(step);
        }
    }

    private sealed class ThrowInSecondPass : OptimHook
    {
        public override void Loss(LossContext loss, LossDelegate next)
        {
            if (loss.Recomputing)
            {
                throw new FormatException("second pass");
            }

            next(loss);
        }
    }

    private sealed class Draws : BatchHook
    {
        public override void OnBatchEnd(BatchEnd batch, RunControl control)
        {
            using var numbers = rand(5);
        }
    }

    private sealed class CancelAt(long step, CancellationTokenSource cancellation) : BatchHook
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
