using System.Globalization;
using Lab.Native;

namespace Lab.Tests.Training;

/// <summary>A whole run of the trainer beside threads that allocate. LAB_SOAK_SECONDS sets its length.</summary>
[NonParallelizable]
[Category("Slow")]
public sealed class TrainerSoakTests
{
    private const int AllocatingThreads = 3;
    private const long FlatBound = 64L << 20;

    [Test]
    public void A_run_beside_threads_that_allocate_survives_in_flat_memory()
    {
        var length = TimeSpan.FromSeconds(double.Parse(Environment.GetEnvironmentVariable("LAB_SOAK_SECONDS") ?? "20", CultureInfo.InvariantCulture));
        using var stop = new CancellationTokenSource();
        var allocators = Enumerable.Range(0, AllocatingThreads).Select(_ => new Thread(() => Allocate(stop.Token))).ToList();
        allocators.ForEach(thread => thread.Start());
        var memory = new MemoryAfter(length / 4);
        RunResult result;
        try
        {
            using var run = new ToyRun(
                new TrainerOptions { Epochs = 100_000_000.Epochs(), MaximumTime = length }, [memory], loader: new LoaderOptions { BatchSize = 8, LoaderThreads = 2 });
            result = run.Fit();
        }
        finally
        {
            stop.Cancel();
            allocators.ForEach(thread => thread.Join());
        }

        NativeHeap.Trim();
        var growth = Environment.WorkingSet - memory.Warm;
        TestContext.Out.WriteLine($"{result.Position.Step} steps, {memory.Warm >> 20} MiB after warm-up, {growth / 1048576.0:f1} MiB growth");
        Assert.That(result.Status, Is.EqualTo(RunStatus.Completed));
        Assert.That(result.LastReport!.Get(Phase.Train, MetricKey.Loss), Is.Not.NaN.And.Not.EqualTo(double.PositiveInfinity));
        Assert.That(memory.Warm, Is.Positive);
        Assert.That(growth, Is.LessThan(FlatBound));
    }

    // Short-lived objects and some that live longer, as image decoding makes them.
    private static void Allocate(CancellationToken stop)
    {
        var kept = new byte[64][];
        for (var i = 0; !stop.IsCancellationRequested; i++)
        {
            kept[i % kept.Length] = new byte[1000 + (i % 50_000)];
        }

        GC.KeepAlive(kept);
    }

    private sealed class MemoryAfter(TimeSpan warmUp) : EpochHook
    {
        private readonly System.Diagnostics.Stopwatch _time = System.Diagnostics.Stopwatch.StartNew();

        public long Warm { get; private set; }

        public override void OnEpochEnd(EpochEnd epoch)
        {
            if (Warm == 0 && _time.Elapsed > warmUp)
            {
                NativeHeap.Trim();
                Warm = Environment.WorkingSet;
            }
        }
    }
}
