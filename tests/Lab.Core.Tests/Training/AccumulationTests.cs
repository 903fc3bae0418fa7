using Lab.Optimization;
using static TorchSharp.torch;

namespace Lab.Tests.Training;

public sealed class AccumulationTests
{
    // A user's hook, outside the library.
    private sealed class Accumulate(int batches) : OptimHook
    {
        public override BatchCount Window => batches.Batches();
    }

    private sealed class CollectGradients : OptimHook
    {
        public List<(int Samples, double[] Gradient)> Steps { get; } = [];

        public override void Step(StepContext step, StepDelegate next)
        {
            using var scope = NewDisposeScope();
            Steps.Add((step.Samples, [.. step.Gradients.Named().SelectMany(pair => pair.Value.flatten().to(ScalarType.Float64).data<double>().ToArray())]));
            next(step);
        }
    }

    private sealed class CountSteps : OptimHook
    {
        public int Count { get; private set; }

        public override void Step(StepContext step, StepDelegate next)
        {
            Count++;
            next(step);
        }
    }

    private sealed class LinearModel : Model<Tensor, Tensor>
    {
        private readonly TorchSharp.Modules.Linear head = nn.Linear(4, 3);

        public override Tensor forward(Tensor input) => head.call(input);
    }

    [Test]
    public void Windows_of_40_40_and_23_samples_give_the_gradient_of_the_big_batch()
    {
        var collect = new CollectGradients();
        using var accumulated = Trainer([new Accumulate(4), collect]);
        using var loader = Loader(samples: 103, batch: 10);
        accumulated.Trainer.Fit(loader);

        // The same samples in the same order, each window as one batch.
        var single = new CollectGradients();
        using var whole = Trainer([single], accumulated.Model);
        using var big = Loader(samples: 103, batch: 40);
        whole.Trainer.Fit(big);

        Assert.That(collect.Steps.Select(step => step.Samples), Is.EqualTo(new[] { 40, 40, 23 }));
        for (var step = 0; step < 3; step++)
        {
            Assert.That(collect.Steps[step].Gradient, Is.EqualTo(single.Steps[step].Gradient).Within(1e-6));
        }

        Assert.That(collect.Steps[2].Gradient.Max(Math.Abs), Is.GreaterThan(1e-3), "a gradient of zeros would agree with anything");
    }

    [Test]
    public void Every_number_of_batches_and_every_window_take_ceil_n_over_k_steps()
    {
        var wrong = new List<string>();
        for (var batches = 1; batches <= 40; batches++)
        {
            using var loader = Loader(samples: batches, batch: 1);
            for (var window = 1; window <= 16; window++)
            {
                var count = new CountSteps();
                using var run = Trainer([new Accumulate(window), count]);
                var result = run.Trainer.Fit(loader);
                if (count.Count != (batches + window - 1) / window || result.Position.Step != count.Count)
                {
                    wrong.Add($"{batches} batches in windows of {window}: {count.Count} steps");
                }
            }
        }

        Assert.That(wrong, Is.Empty);
    }

    private static DatasetLoader<ToySample, Tensor, Tensor> Loader(int samples, int batch) => new(
        new ToyDataset(samples), new ToyCollator { Noise = 0 }, Phase.Train, new LoaderOptions { BatchSize = batch, LoaderThreads = 0 }, 1, Sampler.Sequential(samples));

    // A learning rate of zero: every window sees the same weights.
    private static (Trainer<Tensor, Tensor, Tensor> Trainer, LinearModel Model, Action Done) Parts(IReadOnlyList<Hook> hooks, LinearModel? model)
    {
        random.manual_seed(3).Dispose();
        var owned = model ?? new LinearModel();
        var trainer = new Trainer<Tensor, Tensor, Tensor>(
            new TrainerParts<Tensor, Tensor, Tensor>
            {
                Model = owned,
                Loss = new ToyLoss(),
                Optimizer = (model, loss) => new OptimizerFactory().Create(new OptimizerOptions { Name = "sgd" }, model, loss),
                LearningRate = 0,
                Hooks = hooks,
            },
            new TrainerOptions { Epochs = 1.Epochs() });
        return (trainer, owned, model is null ? owned.Dispose : () => { });
    }

    private static Run Trainer(IReadOnlyList<Hook> hooks, LinearModel? model = null)
    {
        var (trainer, owned, done) = Parts(hooks, model);
        return new Run(trainer, owned, done);
    }

    private sealed record Run(Trainer<Tensor, Tensor, Tensor> Trainer, LinearModel Model, Action Done) : IDisposable
    {
        public void Dispose()
        {
            Trainer.Dispose();
            Done();
        }
    }
}
