using CsCheck;
using Lab.Tests.Training;
using static TorchSharp.torch;

namespace Lab.Tests.Loading;

public sealed class DatasetLoaderTests
{
    private static DatasetLoader<ToySample, Tensor, Tensor> Loader(int samples, int batch, int threads, int prefetch = 3, Phase phase = Phase.Train, long seed = 1) =>
        new(new ToyDataset(samples), new ToyCollator(), phase, new LoaderOptions { BatchSize = batch, LoaderThreads = threads, Prefetch = prefetch }, seed);

    private static List<(int[] Indices, float[] Features, long[] Classes)> Read(DatasetLoader<ToySample, Tensor, Tensor> loader, int epoch, int first = 0)
    {
        var batches = new List<(int[], float[], long[])>();
        using var pass = loader.Open(epoch, first, CPU);
        while (true)
        {
            using var scope = NewDisposeScope();
            if (pass.TryNext() is not { } batch)
            {
                return batches;
            }

            batches.Add(([.. batch.Indices], batch.Input.data<float>().ToArray(), batch.Target.data<long>().ToArray()));
        }
    }

    [Test]
    public void Any_number_of_threads_batches_and_slots_gives_the_same_bytes() => Gen.Select(Gen.Int[0, 40], Gen.Int[1, 12], Gen.Int[1, 6], Gen.Int[1, 5]).Sample(
        (samples, batch, threads, prefetch) =>
        {
            using var inline = Loader(samples, batch, 0);
            using var threaded = Loader(samples, batch, threads, prefetch);
            Assert.That(Read(threaded, 3), Is.EqualTo(Read(inline, 3)));
        },
        iter: 60,
        threads: 1);

    [Test]
    public void Every_sample_comes_once_per_epoch_and_epochs_differ_in_order_and_noise()
    {
        using var loader = Loader(50, 8, 2);
        var first = Read(loader, 1);
        var second = Read(loader, 2);
        var again = Read(loader, 1);

        Assert.That(first.SelectMany(batch => batch.Indices).Order(), Is.EqualTo(Enumerable.Range(0, 50)));
        Assert.That(second.SelectMany(batch => batch.Indices), Is.Not.EqualTo(first.SelectMany(batch => batch.Indices)));
        Assert.That(again, Is.EqualTo(first));
        Assert.That(first[^1].Indices, Has.Length.EqualTo(2));
    }

    [Test]
    public void The_noise_of_a_sample_does_not_depend_on_its_place()
    {
        using var shuffled = Loader(12, 5, 0);
        using var ordered = new DatasetLoader<ToySample, Tensor, Tensor>(new ToyDataset(12), new ToyCollator(), Phase.Train, new LoaderOptions { BatchSize = 3, LoaderThreads = 0 }, 1, Sampler.Sequential(12));
        var left = Read(shuffled, 4).SelectMany(batch => batch.Indices.Select((index, row) => (index, batch.Features[(4 * row)..(4 * (row + 1))]))).OrderBy(pair => pair.index).Select(pair => pair.Item2);
        var right = Read(ordered, 4).SelectMany(batch => batch.Indices.Select((_, row) => batch.Features[(4 * row)..(4 * (row + 1))]));

        Assert.That(left, Is.EqualTo(right));
    }

    [Test]
    public void A_pass_that_starts_later_delivers_the_rest_of_the_same_epoch()
    {
        using var loader = Loader(50, 8, 2);

        Assert.That(Read(loader, 1, first: 4), Is.EqualTo(Read(loader, 1)[4..]));
        Assert.That(Read(loader, 1, first: 7), Is.Empty);
    }

    [Test]
    public void Validation_is_in_order_and_without_noise()
    {
        using var loader = Loader(9, 4, 1, phase: Phase.Validation);
        var batches = Read(loader, 0);

        Assert.That(batches.SelectMany(batch => batch.Indices), Is.EqualTo(Enumerable.Range(0, 9)));
        Assert.That(batches[0].Features[..4], Is.EqualTo(new ToyDataset(9)[0].Features));
    }

    private sealed class BadDataset : Dataset<ToySample>
    {
        public override int Count => 30;

        public override ToySample this[int index] => index == 17 ? throw new UnreadableSampleException("cat.jpg", "it is no image") : new ToySample([0, 0, 0, 0], 0);

        public override string Describe(int index) => $"file {index}";
    }

    [TestCase(0)]
    [TestCase(3)]
    public void A_sample_that_cannot_be_read_is_named_and_the_threads_end(int threads)
    {
        using var loader = new DatasetLoader<ToySample, Tensor, Tensor>(new BadDataset(), new ToyCollator(), Phase.Validation, new LoaderOptions { BatchSize = 4, LoaderThreads = threads });

        Assert.That(() => Read(loader, 0), Throws.TypeOf<LabException>().With.Message.Contains("Sample 17 (file 17)").And.Message.Contains("cat.jpg"));
        Assert.That(() => loader.Open(0, 0, CPU).Dispose(), Throws.Nothing, "the failed pass has been closed");
    }

    [Test]
    public void A_sample_that_cannot_be_read_is_left_out_where_the_policy_says_so()
    {
        using var loader = new DatasetLoader<ToySample, Tensor, Tensor>(
            new BadDataset(), new ToyCollator(), Phase.Validation, new LoaderOptions { BatchSize = 4, LoaderThreads = 2, UnreadableSamples = UnreadableSamples.Skip });
        var indices = Read(loader, 0).Select(batch => batch.Indices).ToList();

        Assert.That(indices.SelectMany(batch => batch), Is.EqualTo(Enumerable.Range(0, 30).Where(index => index != 17)));
        Assert.That(indices[4], Is.EqualTo(new[] { 16, 18, 19 }));
    }

    [Test]
    public void What_is_left_out_is_named()
    {
        using var loader = new DatasetLoader<ToySample, Tensor, Tensor>(
            new BadDataset(), new ToyCollator(), Phase.Validation, new LoaderOptions { BatchSize = 30, LoaderThreads = 2, UnreadableSamples = UnreadableSamples.Skip });
        using var pass = loader.Open(0, 0, CPU);
        using var scope = NewDisposeScope();
        pass.TryNext();

        Assert.That(pass.Skipped, Is.EqualTo(1));
        Assert.That(pass.SkippedReasons, Has.One.Contains("cat.jpg"));
    }

    private sealed class SlowDataset(ManualResetEventSlim gate) : Dataset<ToySample>
    {
        public override int Count => 8;

        public override ToySample this[int index]
        {
            get
            {
                gate.Wait();
                return new ToySample([0, 0, 0, 0], 0);
            }
        }
    }

    [Test]
    public void Cancelling_ends_the_wait_for_data()
    {
        using var gate = new ManualResetEventSlim();
        using var source = new CancellationTokenSource();
        using var loader = new DatasetLoader<ToySample, Tensor, Tensor>(new SlowDataset(gate), new ToyCollator(), Phase.Validation, new LoaderOptions { BatchSize = 4, LoaderThreads = 1 });
        using var pass = loader.Open(0, 0, CPU, source.Token);
        source.CancelAfter(TimeSpan.FromMilliseconds(20));

        Assert.That(() => pass.TryNext(), Throws.InstanceOf<OperationCanceledException>());
        gate.Set();
    }

    private sealed class CountingDataset : Dataset<ToySample>
    {
        private int _read;

        public int Read => Volatile.Read(ref _read);

        public override int Count => 1000;

        public override ToySample this[int index]
        {
            get
            {
                Interlocked.Increment(ref _read);
                return new ToySample([0, 0, 0, 0], 0);
            }
        }
    }

    [Test]
    public void No_more_is_read_ahead_than_the_prefetch_allows()
    {
        var data = new CountingDataset();
        using var loader = new DatasetLoader<ToySample, Tensor, Tensor>(data, new ToyCollator(), Phase.Validation, new LoaderOptions { BatchSize = 10, LoaderThreads = 4, Prefetch = 2 });
        using (var pass = loader.Open(0, 0, CPU))
        {
            using var scope = NewDisposeScope();
            Assert.That(pass.TryNext(), Is.Not.Null);
            SpinWait.SpinUntil(() => data.Read >= 30, TimeSpan.FromSeconds(5));
        }

        Assert.That(data.Read, Is.EqualTo(30), "one batch in use and two ready");
    }

    private sealed class WrongSampler(params int[] order) : Sampler
    {
        public override int Count => 3;

        public override int[] OrderOf(RandomKey epoch) => order;
    }

    [TestCase(0, 1)]
    [TestCase(0, 1, 99)]
    [TestCase(0, -1, 2)]
    public void A_sampler_that_breaks_its_contract_is_named_not_fatal(params int[] order)
    {
        using var loader = new DatasetLoader<ToySample, Tensor, Tensor>(new ToyDataset(3), new ToyCollator(), Phase.Train, new LoaderOptions { LoaderThreads = 2 }, 1, new WrongSampler(order));

        Assert.That(() => loader.Open(1, 0, CPU), Throws.TypeOf<LabException>().With.Message.Contains(nameof(WrongSampler)));
        Assert.That(() => loader.Open(1, 0, CPU), Throws.TypeOf<LabException>(), "the loader is not left open");
    }

    private sealed class BrokenNames : Dataset<ToySample>
    {
        public override int Count => 4;

        public override ToySample this[int index] => throw new UnreadableSampleException("x", "it is gone");

        public override string Describe(int index) => throw new InvalidOperationException("no name either");
    }

    [Test]
    public void A_data_set_that_cannot_even_name_its_sample_is_an_error_not_the_end_of_the_process()
    {
        using var loader = new DatasetLoader<ToySample, Tensor, Tensor>(new BrokenNames(), new ToyCollator(), Phase.Validation, new LoaderOptions { BatchSize = 2, LoaderThreads = 2 });

        Assert.That(() => Read(loader, 0), Throws.TypeOf<LabException>().With.Message.Contains("it is gone").And.Message.Contains("no name either"));
    }

    [Test]
    public void A_second_pass_at_the_same_time_is_refused()
    {
        using var loader = Loader(8, 4, 1);
        using var pass = loader.Open(1, 0, CPU);

        Assert.That(() => loader.Open(2, 0, CPU), Throws.InvalidOperationException);
    }
}
