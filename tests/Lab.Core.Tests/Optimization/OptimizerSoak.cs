using System.Diagnostics;
using System.Globalization;

namespace Lab.Tests.Optimization;

/// <summary>Every optimizer beside threads that allocate, without the finalizer gate: no tensor or scalar of a step may depend on one. LAB_SOAK_SECONDS sets the length.</summary>
[NonParallelizable]
[Category("Slow")]
public sealed class OptimizerSoak
{
    [Test]
    public void Steps_survive_garbage_collection_without_the_gate()
    {
        var length = TimeSpan.FromSeconds(double.Parse(Environment.GetEnvironmentVariable("LAB_SOAK_SECONDS") ?? "20", CultureInfo.InvariantCulture));
        var cases = OptimizerCases.All.Keys.SelectMany(name => new[] { (name, fused: true), (name, fused: false) }).ToList();
        var parameters = OptimizerCases.Parameters();
        var optimizers = cases.Select(pair => OptimizerCases.Create(pair.name, parameters, pair.fused)).ToList();
        using var stop = new CancellationTokenSource();
        var allocators = Enumerable.Range(0, 2).Select(_ => new Thread(() => Allocate(stop.Token))).ToList();
        allocators.ForEach(thread => thread.Start());
        var steps = 0L;
        try
        {
            var start = Stopwatch.GetTimestamp();
            while (Stopwatch.GetElapsedTime(start) < length)
            {
                // Fresh gradients each time: under one that never changes, centered RMSprop's variance rounds below zero and its root is NaN, in PyTorch too.
                var gradient = (int)(steps % 20) + 2;
                OptimizerCases.Run(optimizers[(int)(steps++ % optimizers.Count)], parameters, gradient, gradient);
            }
        }
        finally
        {
            stop.Cancel();
            allocators.ForEach(thread => thread.Join());
        }

        TestContext.Out.WriteLine($"{steps} steps, {GC.CollectionCount(0)} collections");
        Assert.That(OptimizerCases.Values(parameters["weight"]), Is.All.Matches<double>(double.IsFinite));
        optimizers.ForEach(optimizer => optimizer.Dispose());
        OptimizerCases.Dispose(parameters);
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
