using Lab.Searches;
using Lab.Tests.Training;
using static TorchSharp.torch;

namespace Lab.Tests.Searches;

public sealed class BatchSizeSearchTests
{
    private static readonly TrainerOptions Options = new() { TorchThreads = 1 };

    [Test]
    public void Memory_that_is_used_up_ends_a_size_and_not_the_search()
    {
        var hook = new Hungry(21);
        using var run = new ToyRun(Options, [hook], samples: 100);
        var before = SearchedRun.Describe(run);
        var trials = run.Trainer.FindBatchSize(size => LoaderOf(size), new BatchSizeSearchOptions { StepsPerSize = 3.OptimizerSteps() });

        Assert.That(trials.Trials.Select(trial => trial.Size), Is.EqualTo(new[] { 2, 4, 8, 16, 32, 24, 20, 22, 21 }));
        Assert.That(trials.Largest!.Size, Is.EqualTo(21));
        Assert.That(trials.Trials.Where(trial => !trial.Fits).Select(trial => trial.SamplesPerSecond), Has.All.NaN.And.Exactly(3).Items);
        Assert.That(trials.Trials.Where(trial => trial.Fits).Select(trial => trial.SamplesPerSecond), Has.All.Positive);
        Assert.That(trials.Fastest!.SamplesPerSecond, Is.EqualTo(trials.Trials.Where(trial => trial.Fits).Max(trial => trial.SamplesPerSecond)));
        Assert.That(SearchedRun.Describe(run), Is.EqualTo(before));
        Assert.That(hook.Samples, Is.EqualTo(new[] { 2, 4, 8, 16, 32, 24, 20, 22, 21 }.SelectMany(size => Enumerable.Repeat(size, size > 21 ? 1 : 3))), "whole batches only");
    }

    [Test]
    public void No_size_is_larger_than_the_data_and_every_loader_is_disposed_of()
    {
        using var run = new ToyRun(Options);
        var made = new List<DatasetLoader<ToySample, Tensor, Tensor>>();
        var trials = run.Trainer.FindBatchSize(
            size =>
            {
                made.Add(LoaderOf(size, samples: 11));
                return made[^1];
            },
            new BatchSizeSearchOptions { StepsPerSize = 2.OptimizerSteps() });

        Assert.That(trials.Trials.Select(trial => trial.Size), Is.EqualTo(new[] { 2, 4, 8, 11 }));
        Assert.That(made.TrueForAll(IsDisposed));
    }

    [Test]
    public void A_limit_of_memory_on_the_processor_is_kept_to()
    {
        // 8 MiB per sample, and as much again for its gradient.
        using var run = new ToyRun(Options, [new Wasteful(2 << 20)], samples: 100);
        var trials = run.Trainer.FindBatchSize(size => LoaderOf(size), new BatchSizeSearchOptions { MemoryLimit = 128, StepsPerSize = 2.OptimizerSteps(), MaximumSize = 64 });

        Assert.That(trials.Largest, Is.Not.Null);
        Assert.That(trials.Largest!.MemoryGrowth, Is.LessThanOrEqualTo(128L << 20));
        Assert.That(trials.Largest.Size, Is.LessThanOrEqualTo(16));
        Assert.That(trials.Trials.Any(trial => !trial.Fits && trial.MemoryGrowth > 128L << 20));
    }

    [Test]
    public void Where_no_size_fits_there_is_none()
    {
        using var run = new ToyRun(Options, [new Hungry(0)]);
        var trials = run.Trainer.FindBatchSize(size => LoaderOf(size));

        Assert.That(trials.Trials, Has.Count.EqualTo(1));
        Assert.That((trials.Largest, trials.Fastest), Is.EqualTo(((BatchSizeTrial?)null, (BatchSizeTrial?)null)));
    }

    [Test]
    public void Another_failure_is_one_and_leaves_everything_as_it_was()
    {
        var hook = new CountingStep { Before = step => _ = step.Samples == 8 ? throw new InvalidOperationException("on purpose") : 0 };
        using var run = new ToyRun(Options, [hook]);
        var before = SearchedRun.Describe(run);

        Assert.That(() => run.Trainer.FindBatchSize(size => LoaderOf(size)), Throws.TypeOf<HookException>().With.Message.Contains("on purpose"));
        Assert.That(SearchedRun.Describe(run), Is.EqualTo(before));
        Assert.That((hook.Steps, hook.Disposed), Is.EqualTo((0, false)));
    }

    [Test]
    public void A_search_that_is_cancelled_leaves_everything_as_it_was()
    {
        using var source = new CancellationTokenSource();
        using var run = new ToyRun(Options, [new CountingStep { Before = _ => source.Cancel() }]);
        var before = SearchedRun.Describe(run);

        Assert.That(() => run.Trainer.FindBatchSize(size => LoaderOf(size), cancellation: source.Token), Throws.InstanceOf<OperationCanceledException>());
        Assert.That(SearchedRun.Describe(run), Is.EqualTo(before));
    }

    [Test]
    public void Options_that_make_no_sense_are_refused()
    {
        using var run = new ToyRun(Options);

        Assert.That(
            () => run.Trainer.FindBatchSize(size => LoaderOf(size), new BatchSizeSearchOptions { MinimumSize = 0, StepsPerSize = 1.OptimizerSteps() }),
            Throws.TypeOf<LabValidationException>().With.Message.Contains("--minimum-size 0").And.Message.Contains("--steps-per-size 1"));
    }

    [Test]
    public void Empty_data_is_refused()
    {
        using var run = new ToyRun(Options);

        Assert.That(() => run.Trainer.FindBatchSize(size => LoaderOf(size, samples: 0)), Throws.TypeOf<LabValidationException>().With.Message.Contains("empty"));
    }

    [TestCase("CUDA out of memory. Tried to allocate 20.00 MiB", ExpectedResult = true)]
    [TestCase("CUDA error: out of memory", ExpectedResult = true)]
    [TestCase("[enforce fail at alloc_cpu.cpp:124] err == 0. DefaultCPUAllocator: can't allocate memory: you tried to allocate 400 bytes.", ExpectedResult = true)]
    [TestCase("CUDA error: CUBLAS_STATUS_ALLOC_FAILED when calling `cublasCreate(handle)`", ExpectedResult = true)]
    [TestCase("mat1 and mat2 shapes cannot be multiplied", ExpectedResult = false)]
    public bool Errors_of_used_up_memory_are_told_from_others(string message) => OutOfMemory.Caused(new LabException("The run failed.", new InvalidOperationException(message)));

    [Test]
    public void Libtorchs_own_error_is_recognised()
    {
        // More than any address space holds.
        var error = Assert.Catch(() => empty(1L << 50).Dispose());

        Assert.That(OutOfMemory.Caused(error), Is.True, error!.Message);
    }

    private static bool IsDisposed(DatasetLoader<ToySample, Tensor, Tensor> loader)
    {
        try
        {
            loader.Open(1, 0, CPU).Dispose();
            return false;
        }
        catch (ObjectDisposedException)
        {
            return true;
        }
    }

    private static DatasetLoader<ToySample, Tensor, Tensor> LoaderOf(int size, int samples = 100) =>
        new(new ToyDataset(samples), new ToyCollator(), Phase.Train, new LoaderOptions { BatchSize = size, LoaderThreads = 0 });

    /// <summary>Has no memory for more samples than so many.</summary>
    private sealed class Hungry(int most) : OptimHook
    {
        public List<int> Samples { get; } = [];

        public override void Loss(LossContext loss, LossDelegate next)
        {
            Samples.Add(loss.Samples);
            next(loss);
        }

        public override void Backward(BackwardContext backward, BackwardDelegate next)
        {
            next(backward);
            if (Samples[^1] > most)
            {
                throw new InvalidOperationException("CUDA out of memory. Tried to allocate 2.00 GiB.");
            }
        }
    }

    /// <summary>Adds a term to the loss that keeps so many numbers per sample for the backward pass.</summary>
    private sealed class Wasteful(int numbers) : OptimHook
    {
        public override void Loss(LossContext loss, LossDelegate next)
        {
            next(loss);
            loss.Loss = loss.Loss + (loss.Loss.expand(loss.Samples, numbers).mul(loss.Loss).mean() * 1e-6);
        }
    }
}
