using static TorchSharp.torch;

namespace Lab.Tests.Training;

public sealed class DeterminismTests
{
    private sealed class BusyObserver : BatchHook
    {
        public int Batches { get; private set; }

        public override void OnEpochStart(EpochStart epoch) => Draw();

        public override void OnBatchStart(BatchStart batch) => Draw();

        public override void OnBatchEnd(BatchEnd batch, RunControl control)
        {
            Batches++;
            Draw();
        }

        // What an observer must not do to others: use up torch's random numbers.
        private static void Draw()
        {
            using var numbers = rand(17);
        }
    }

    [Test]
    public void The_same_seed_gives_the_same_bits_with_0_1_and_4_loader_threads()
    {
        var hashes = new[] { 0, 1, 4 }.Select(threads => HashOf(new LoaderOptions { BatchSize = 8, LoaderThreads = threads })).Distinct().ToList();

        Assert.That(hashes, Has.Count.EqualTo(1));
    }

    [Test]
    public void Observers_and_validation_change_no_bit()
    {
        var observer = new BusyObserver();
        var with = HashOf(hooks: [observer]);
        var without = HashOf(validate: false);

        Assert.That(observer.Batches, Is.GreaterThan(0));
        Assert.That(with, Is.EqualTo(without));
    }

    [Test]
    public void Another_seed_gives_other_weights() => Assert.That(HashOf(seed: 2), Is.Not.EqualTo(HashOf(seed: 1)));

    [Test]
    public void Live_tensors_are_constant_from_the_second_step_to_the_last_of_200()
    {
        var census = new Census();
        using var run = new ToyRun(new TrainerOptions { Epochs = 29.Epochs() }, [census], samples: 56);
        LiveTensors.Settle();
        run.Fit(validate: false);

        Assert.That(census.Counts, Has.Count.GreaterThanOrEqualTo(200));
        Assert.That(census.Counts.Skip(1).Distinct(), Has.Exactly(1).Items);
    }

    [Test]
    public void No_run_changes_the_number_of_torchs_threads_for_those_after_it()
    {
        var before = get_num_threads();
        using var run = new ToyRun(new TrainerOptions { Epochs = 1.Epochs(), TorchThreads = before + 1 }, samples: 8);
        run.Fit();
        run.Trainer.Evaluate(run.Validation);
        run.Trainer.Predict(run.Validation, (_, _) => Assert.That(get_num_threads(), Is.EqualTo(before + 1)));

        Assert.That(get_num_threads(), Is.EqualTo(before));
    }

    private sealed class Census : BatchHook
    {
        public List<long> Counts { get; } = [];

        public override void OnBatchStart(BatchStart batch) => Counts.Add(Tensor.TotalCount);
    }

    private static string HashOf(LoaderOptions? loader = null, IReadOnlyList<Hook>? hooks = null, bool validate = true, long seed = 1)
    {
        using var run = new ToyRun(new TrainerOptions { Epochs = 3.Epochs(), Seed = seed }, hooks, loader: loader);
        run.Fit(validate: validate);
        return run.WeightHash();
    }
}
