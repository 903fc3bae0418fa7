using Lab.Checkpoints;
using Lab.Optimization;
using static TorchSharp.torch;

namespace Lab.Tests.Training;

public sealed class PrecisionTests
{
    private static readonly TrainerOptions Shortened = new() { Epochs = 3.Epochs(), ValidateEvery = 2.OptimizerSteps(), Precision = Precision.BFloat16 };

    private sealed class Accumulate : OptimHook
    {
        public override BatchCount Window => 2.Batches();
    }

    /// <summary>What the hooks around loss and step see.</summary>
    private sealed class Watch : OptimHook<Tensor, Tensor, Tensor>
    {
        public HashSet<ScalarType> Types { get; } = [];

        public List<double> Losses { get; } = [];

        public List<double[]> Gradients { get; } = [];

        public override void Loss(LossContext<Tensor, Tensor, Tensor> loss, LossDelegate next)
        {
            next(loss);
            Types.UnionWith([loss.Output.dtype, loss.Loss.dtype]);
            Losses.Add(loss.Loss.item<float>());
        }

        public override void Step(StepContext step, StepDelegate next)
        {
            using (NewDisposeScope())
            {
                var gradients = step.Gradients.Named().Select(pair => pair.Value).ToList();
                Types.UnionWith(gradients.Select(gradient => gradient.dtype));
                Gradients.Add([.. gradients.SelectMany(gradient => gradient.flatten().to(ScalarType.Float64).data<double>().ToArray())]);
            }

            next(step);
        }
    }

    private sealed class SaveAll : BatchHook
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

    private sealed class Draw : BatchHook
    {
        public List<long> Live { get; } = [];

        public override void OnBatchStart(BatchStart batch)
        {
            using var numbers = rand(17);
            using var half = numbers.to(ScalarType.BFloat16);
            Live.Add(Tensor.TotalCount);
        }
    }

    [Test]
    public void Training_in_bfloat16_learns_and_everybody_sees_float32()
    {
        var watch = new Watch();
        using var run = new ToyRun(new TrainerOptions { Epochs = 15.Epochs(), Precision = Precision.BFloat16 }, [watch]);
        var result = run.Fit();

        Assert.That(watch.Losses.TakeLast(7).Average(), Is.LessThan(0.5 * watch.Losses.Take(7).Average()));
        Assert.That(result.LastReport!.Get(Phase.Validation, CountingMetric.Accuracy), Is.GreaterThan(0.8));
        Assert.That(watch.Types, Is.EqualTo(new[] { ScalarType.Float32 }));
        Assert.That(run.Model.parameters().Select(parameter => parameter.dtype), Is.All.EqualTo(ScalarType.Float32));
    }

    [Test]
    public void Gradients_of_bfloat16_are_close_to_those_of_float32_and_not_the_same()
    {
        var (exact, shortened) = (new Watch(), new Watch());
        foreach (var (watch, precision) in new[] { (exact, Precision.Float32), (shortened, Precision.BFloat16) })
        {
            using var run = new ToyRun(new TrainerOptions { MaximumSteps = new StepCount(1), Precision = precision }, [watch]);
            run.Fit(validate: false);
        }

        var difference = Norm(exact.Gradients[0].Zip(shortened.Gradients[0], (a, b) => a - b)) / Norm(exact.Gradients[0]);
        Assert.That(difference, Is.InRange(1e-5, 0.03), "bfloat16 has 8 significant bits");

        static double Norm(IEnumerable<double> values) => Math.Sqrt(values.Sum(value => value * value));
    }

    [Test]
    public void The_same_seed_gives_the_same_bits_with_any_loader_threads_and_observers_and_live_tensors_are_constant()
    {
        // Tensors that another test has forgotten count until they are finalised.
        GC.Collect();
        GC.WaitForPendingFinalizers();
        var draw = new Draw();
        var plain = HashOf(Shortened, [], threads: 0);

        Assert.That(HashOf(Shortened, [], threads: 2), Is.EqualTo(plain));
        Assert.That(HashOf(Shortened, [draw], threads: 0), Is.EqualTo(plain));
        Assert.That(HashOf(Shortened with { Precision = Precision.Float32 }, [], threads: 0), Is.Not.EqualTo(plain));
        Assert.That(draw.Live.Skip(1).Distinct(), Has.Exactly(1).Items);
    }

    [Test]
    public void Every_checkpoint_of_a_run_in_bfloat16_with_loss_scaling_continues_to_the_same_bits_and_the_same_scale()
    {
        var folder = Directory.CreateTempSubdirectory("lab-precision-").FullName;
        try
        {
            LossScaler scaler = null!;
            ToyRun Run(Hook? hook, string target) => new(
                Shortened, [new Accumulate(), new Overflow(steps: [2, 5, 6]), .. hook is null ? [] : new[] { hook }], folder: target,
                configure: parts => parts with { LossScaler = () => scaler = new LossScaler(1024, growthInterval: 3) });

            var save = new SaveAll();
            using var whole = Run(save, folder);
            var expected = whole.Fit();
            var (scale, steps) = scaler.CaptureState();
            var names = save.Names.Distinct().ToList();
            Assert.That(names, Has.Count.EqualTo(12));
            foreach (var name in names.Take(11))
            {
                using var rest = Run(null, Path.Combine(folder, "again"));
                var result = rest.Fit(new CheckpointStore(folder).Open(name));

                Assert.That(rest.WeightHash(), Is.EqualTo(whole.WeightHash()), name);
                Assert.That(scaler.CaptureState(), Is.EqualTo(new LossScalerState(scale, steps)), name);
                Assert.That(result.LastReport!.Train!.SkippedSteps, Is.EqualTo(expected.LastReport!.Train!.SkippedSteps), name);
            }
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    /// <summary>Gradients that are too large for their type, as float16 makes them.</summary>
    private sealed class Overflow(params long[] steps) : OptimHook
    {
        private OptimParts _parts = null!;
        private long _step;

        public List<long> Stepped { get; } = [];

        public override void Attach(OptimParts parts) => _parts = parts;

        public override void Loss(LossContext loss, LossDelegate next)
        {
            // Windows of two batches, four of them in an epoch of seven batches.
            _step = ((loss.Epoch - 1) * 4) + (loss.Batch / 2) + 1;
            next(loss);
        }

        public override void Backward(BackwardContext backward, BackwardDelegate next)
        {
            next(backward);
            if (steps.Contains(_step))
            {
                using var gradient = _parts.Model.parameters().First().grad!;
                using Scalar infinite = double.PositiveInfinity.ToScalar();
                gradient.fill_(infinite);
            }
        }

        public override void Step(StepContext step, StepDelegate next)
        {
            Stepped.Add(step.Number);
            next(step);
        }
    }

    private sealed class Events : EpochHook
    {
        public List<NonFinite> Found { get; } = [];

        public EpochEnd? Train { get; private set; }

        public override void OnNonFinite(NonFinite found, RunControl control) => Found.Add(found);

        public override void OnEpochEnd(EpochEnd epoch) => Train = epoch.Phase == Phase.Train ? epoch : Train;
    }

    [Test]
    public void An_overflow_under_loss_scaling_halves_the_scale_and_skips_the_step_and_is_no_event()
    {
        LossScaler scaler = null!;
        var overflow = new Overflow(1, 3);
        var events = new Events();
        using var run = new ToyRun(
            new TrainerOptions { Epochs = 1.Epochs() }, [new Accumulate(), overflow, events], configure: parts => parts with { LossScaler = () => scaler = new LossScaler(1024) });
        var result = run.Fit(validate: false);

        Assert.That(scaler.Scale, Is.EqualTo(256));
        Assert.That(overflow.Stepped, Is.EqualTo(new[] { 2L, 4 }), "a step that is skipped keeps its number");
        Assert.That((events.Train!.SkippedSteps, result.Position.Step), Is.EqualTo((2L, 4L)));
        Assert.That(events.Found, Is.Empty);
    }

    [Test]
    public void An_overflow_at_the_smallest_scale_is_one()
    {
        var events = new Events();
        using var run = new ToyRun(
            new TrainerOptions { Epochs = 1.Epochs() }, [new Accumulate(), new Overflow(1, 2), events], configure: parts => parts with { LossScaler = () => new LossScaler(2) });

        Assert.That(() => run.Fit(validate: false), Throws.TypeOf<LabException>().With.Message.Contains("step 2"));
        Assert.That(events.Found.Single().Parameters, Has.Count.EqualTo(1));
    }

    [Test]
    public void Scaling_by_a_power_of_two_changes_no_bit_of_what_hooks_see_nor_of_the_weights()
    {
        var (plain, scaled) = (new Watch(), new Watch());
        using var without = new ToyRun(new TrainerOptions { Epochs = 2.Epochs() }, [new Accumulate(), plain]);
        using var with = new ToyRun(
            new TrainerOptions { Epochs = 2.Epochs() }, [new Accumulate(), scaled], configure: parts => parts with { LossScaler = () => new LossScaler(4096, growthInterval: 3) });
        without.Fit();
        with.Fit();

        Assert.That(scaled.Losses, Is.EqualTo(plain.Losses));
        Assert.That(scaled.Gradients, Is.EqualTo(plain.Gradients));
        Assert.That(with.WeightHash(), Is.EqualTo(without.WeightHash()));
    }

    [Test]
    public void Float16_on_the_CPU_is_refused_with_what_to_choose()
    {
        using var run = new ToyRun(new TrainerOptions { Device = "cpu", Precision = Precision.Float16 });

        Assert.That(() => run.Fit(), Throws.TypeOf<LabValidationException>().With.Message.Contains("--precision bfloat16"));
    }

    [Test]
    public void Evaluation_and_prediction_compute_in_the_precision_of_the_options_and_answer_in_float32()
    {
        var answers = new List<float[]>();
        foreach (var precision in new[] { Precision.Float32, Precision.BFloat16 })
        {
            using var run = new ToyRun(new TrainerOptions { Precision = precision });
            run.Trainer.Predict(run.Validation, (_, output) => answers.Add(output.data<float>().ToArray()));
            Assert.That(run.Trainer.Evaluate(run.Validation).Metrics, Has.Some.Matches<KeyValuePair<MetricKey, double>>(pair => pair.Key.Name == "loss" && double.IsFinite(pair.Value)));
        }

        var half = answers.Count / 2;
        Assert.That(answers.Skip(half).SelectMany(a => a), Is.EqualTo(answers.Take(half).SelectMany(a => a)).Within(0.05));
        Assert.That(answers.Skip(half).SelectMany(a => a), Is.Not.EqualTo(answers.Take(half).SelectMany(a => a)));
    }

    private static string HashOf(TrainerOptions options, IReadOnlyList<Hook> hooks, int threads)
    {
        using var run = new ToyRun(options, hooks, loader: new LoaderOptions { BatchSize = 8, LoaderThreads = threads });
        run.Fit(validate: false);
        return run.WeightHash();
    }
}
