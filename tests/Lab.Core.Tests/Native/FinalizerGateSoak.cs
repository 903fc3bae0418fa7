using System.Diagnostics;
using System.Globalization;
using Lab.Native;

namespace Lab.Tests.Native;

/// <summary>
/// A training loop in the careless style that models and hooks are written in, beside threads that allocate: without the gate it dies within seconds
/// (see benchmarks/bare-torchsharp). LAB_SOAK_SECONDS sets its length.
/// </summary>
[NonParallelizable]
[Category("Slow")]
public sealed class FinalizerGateSoak
{
    private const int AllocatingThreads = 3;
    private const long FlatBound = 64L << 20;

    [Test]
    public void User_code_full_of_implicit_scalars_survives_garbage_collection_in_flat_memory()
    {
        var length = TimeSpan.FromSeconds(double.Parse(Environment.GetEnvironmentVariable("LAB_SOAK_SECONDS") ?? "20", CultureInfo.InvariantCulture));
        using var stop = new CancellationTokenSource();
        var allocators = Enumerable.Range(0, AllocatingThreads).Select(_ => new Thread(() => Allocate(stop.Token))).ToList();
        allocators.ForEach(thread => thread.Start());
        var steps = 0L;
        var loss = 0.0;
        var warm = 0L;
        var collections = GC.CollectionCount(0);
        try
        {
            using var network = torch.nn.Sequential(("first", torch.nn.Linear(16, 32)), ("second", torch.nn.Linear(32, 4)));
            using var optimizer = torch.optim.AdamW(network.parameters().ToList(), lr: 1e-3);
            using var input = torch.linspace(-1, 1, 8 * 16).reshape(8, 16);
            using var gate = FinalizerGate.Close();
            var start = Stopwatch.GetTimestamp();
            for (var elapsed = TimeSpan.Zero; elapsed < length; elapsed = Stopwatch.GetElapsedTime(start))
            {
                loss = Step(network, optimizer, input);
                steps++;
                gate.Breathe();
                if (warm == 0 && elapsed > length / 4)
                {
                    NativeHeap.Trim();
                    warm = Environment.WorkingSet;
                }
            }
        }
        finally
        {
            stop.Cancel();
            allocators.ForEach(thread => thread.Join());
        }

        NativeHeap.Trim();
        var growth = Environment.WorkingSet - warm;
        TestContext.Out.WriteLine($"{steps} steps, {GC.CollectionCount(0) - collections} collections, loss {loss:g4}, {warm >> 20} MiB after warm-up, {growth / 1048576.0:f1} MiB growth");
        Assert.That(double.IsFinite(loss), Is.True);
        Assert.That(steps, Is.GreaterThan(10), "too few steps to tell anything");
        Assert.That(growth, Is.LessThan(FlatBound));
    }

    // As a user may write it: implicit scalars, intermediate tensors that only the step's scope or nothing at all owns.
    private static double Step(torch.nn.Module<Tensor, Tensor> network, torch.optim.Optimizer optimizer, Tensor input)
    {
        using var scope = torch.NewDisposeScope();
        var x = (input * 2) + 1;
        x = (x - 0.5f) / 3;
        var hidden = network.call(x);
        var loss = (hidden * hidden).mean() + (hidden.abs().mean() * 0.1);
        optimizer.zero_grad();
        loss.backward();
        optimizer.step();
        Unscoped();
        return loss.item<float>();
    }

    // A tensor that has left its scope and is forgotten: only the finalizer frees it.
    private static void Unscoped()
    {
        var forgotten = torch.ones(64).DetachFromDisposeScope();
        forgotten = ((forgotten * 2) + 1).DetachFromDisposeScope();
        _ = forgotten.sum().DetachFromDisposeScope();
    }

    private static void Allocate(CancellationToken stop)
    {
        var kept = new byte[64][];
        for (var i = 0; !stop.IsCancellationRequested; i++)
        {
            kept[i % kept.Length] = new byte[4096 + (i % 17 * 512)];
        }
    }
}
