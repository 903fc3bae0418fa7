using Lab.Loading;
using Lab.Optimization;
using static TorchSharp.torch;

namespace Lab.Tests.Training;

public sealed class RecomputeTests
{
    // Asks for the gradients again where the parameters already are.
    private sealed class Again : OptimHook
    {
        public override bool Recomputes => true;

        public override void Step(StepContext step, StepDelegate next)
        {
            var before = Bits(step.Gradients);
            step.Recompute();
            step.Recompute();
            Same &= before.SequenceEqual(Bits(step.Gradients));
            Steps++;
            next(step);
        }

        public bool Same { get; private set; } = true;

        public int Steps { get; private set; }

        private static byte[] Bits(Gradients gradients)
        {
            using var scope = NewDisposeScope();
            return [.. gradients.Named().SelectMany(pair => pair.Value.bytes.ToArray())];
        }
    }

    // Draws from both sources of random numbers, as mixup does, and changes the batch.
    private sealed class Mix : OptimHook<Tensor, Tensor, Tensor>
    {
        public List<bool> Recomputing { get; } = [];

        public override void Loss(LossContext<Tensor, Tensor, Tensor> loss, LossDelegate next)
        {
            Recomputing.Add(loss.Recomputing);
            var share = loss.Random.CreateRandom().NextDouble(0.5, 1);
            loss.Input = (loss.Input * share) + (randn_like(loss.Input) * (1 - share));
            next(loss);
            loss.Loss *= 2;
        }
    }

    private sealed class Undeclared : OptimHook
    {
        public override void Step(StepContext step, StepDelegate next) => step.Recompute();
    }

    private sealed class WindowOf(int batches) : OptimHook
    {
        public override BatchCount Window => batches.Batches();
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

    private sealed class SecondPassFails : Loss<Tensor, Tensor>
    {
        private int _calls;

        public override Tensor forward(Tensor output, Tensor target, LossArguments arguments) =>
            ++_calls == 2 ? throw new FormatException("the loss's own") : nn.functional.cross_entropy(output, target);
    }

    private sealed class Unreadable(int count) : Dataset<ToySample>
    {
        private readonly ToyDataset _all = new(count);

        public override int Count => count;

        public override ToySample this[int index] => index % 5 == 1 ? throw new UnreadableSampleException($"{index}", "is torn") : _all[index];
    }

    private static readonly TrainerOptions Options = new() { Epochs = 2.Epochs() };

    [Test]
    public void Gradients_recomputed_in_place_are_the_same_bits_and_leave_no_trace_in_weights_buffers_or_numbers()
    {
        var again = new Again();
        var seen = new Mix();
        using var with = new ToyRun(Options, [again, seen]);
        using var without = new ToyRun(Options, [new Mix()]);

        var recomputed = with.Fit();
        var plain = without.Fit();

        Assert.That((again.Steps, again.Same), Is.EqualTo((14, true)));
        Assert.That(with.WeightHash(), Is.EqualTo(without.WeightHash()), "BatchNorm's statistics and count of batches included");
        Assert.That(recomputed.LastReport!.Train!.Metrics, Is.EqualTo(plain.LastReport!.Train!.Metrics));
        Assert.That(recomputed.LastReport.Train.Samples, Is.EqualTo(50));
        Assert.That(seen.Recomputing.Take(6), Is.EqualTo(new[] { false, true, true, false, true, true }));
    }

    [Test]
    public void Batches_that_have_lost_samples_are_weighted_as_in_the_first_pass()
    {
        var again = new Again();
        random.manual_seed(1).Dispose();
        using var model = new ToyModel();
        var loader = new LoaderOptions { BatchSize = 8, LoaderThreads = 0, UnreadableSamples = UnreadableSamples.Skip };
        using var train = new DatasetLoader<ToySample, Tensor, Tensor>(new Unreadable(40), new ToyCollator(), Phase.Train, loader, 1);
        using var trainer = new Trainer<Tensor, Tensor, Tensor>(
            new TrainerParts<Tensor, Tensor, Tensor>
            {
                Model = model,
                Loss = new ToyLoss(),
                Optimizer = (module, loss) => new OptimizerFactory().Create(new OptimizerOptions(), module, loss),
                Hooks = [again],
            },
            Options);

        trainer.Fit(train);

        Assert.That((again.Steps, again.Same), Is.EqualTo((10, true)));
    }

    [Test]
    public void Live_tensors_are_constant()
    {
        var census = new Census();
        using var run = new ToyRun(Options, [new Again(), census], samples: 56);
        run.Fit(validate: false);

        Assert.That(census.Counts.Skip(1).Distinct(), Has.Exactly(1).Items);
    }

    [Test]
    public void A_window_of_several_batches_is_refused_by_both_names()
    {
        using var run = new ToyRun(Options, [new Again(), new WindowOf(3)]);
        Assert.That(() => run.Fit(), Throws.TypeOf<LabValidationException>().With.Message.Contains("Again computes the gradients of a step anew").And.Message.Contains("WindowOf asks for windows of 3 batches"));
    }

    [Test]
    public void A_hook_that_has_not_declared_it_is_told_to()
    {
        using var run = new ToyRun(Options, [new Undeclared()]);
        Assert.That(() => run.Fit(), Throws.InstanceOf<LabException>().With.Message.Contains("Undeclared").And.InnerException.Message.Contains("override OptimHook.Recomputes"));
    }

    [Test]
    public void What_fails_in_the_second_pass_is_named_for_itself_and_the_buffers_are_put_back()
    {
        using var hooks = new ToyRun(Options, [new Again(), new ThrowInSecondPass()]);
        Assert.That(() => hooks.Fit(), Throws.InstanceOf<LabException>().With.Message.Contains("ThrowInSecondPass").And.InnerException.InstanceOf<FormatException>());

        using var model = new ToyModel();
        using var train = new DatasetLoader<ToySample, Tensor, Tensor>(new ToyDataset(16), new ToyCollator(), Phase.Train, new LoaderOptions { BatchSize = 8, LoaderThreads = 0 }, 1);
        using var trainer = new Trainer<Tensor, Tensor, Tensor>(
            new TrainerParts<Tensor, Tensor, Tensor>
            {
                Model = model,
                Loss = new SecondPassFails(),
                Optimizer = (module, loss) => new OptimizerFactory().Create(new OptimizerOptions(), module, loss),
                Hooks = [new Again()],
            },
            Options);

        Assert.That(() => trainer.Fit(train), Throws.Exception.With.Message.Not.Contains("Again").And.Message.Contains("the loss's own"));
        Assert.That(model.state_dict()["norm.num_batches_tracked"].item<long>(), Is.EqualTo(1));
    }

    private sealed class Census : BatchHook
    {
        public List<long> Counts { get; } = [];

        public override void OnBatchStart(BatchStart batch) => Counts.Add(Tensor.TotalCount);
    }
}
