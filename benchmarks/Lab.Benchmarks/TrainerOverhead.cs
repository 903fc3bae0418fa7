using Lab.Losses;
using Lab.Metrics;
using Lab.Optimization;

namespace Lab.Benchmarks;

/// <summary>What a step costs in Lab's trainer beyond a bare TorchSharp loop over the same batches and model. All variants take turns in one process.</summary>
internal static class TrainerOverhead
{
    private const int BatchSize = 32;
    private const int WarmUp = 300;
    private const int Steps = 2000;

    private static readonly Variant[] Variants =
    [
        new("bare loop, TorchSharp's AdamW", null, false, BareLoop.WithTorchSharpAdamW),
        new("bare loop, Lab's AdamW", null, false, BareLoop.WithLabAdamW),
        new("trainer", 1, false, (model, loader) => Fit(model, loader)),
        new("trainer, ClassificationMetrics", 1, false, (model, loader) => Fit(model, loader, metrics: true)),
        new("trainer, 3 batch hooks", 1, false, (model, loader) => Fit(model, loader, hooks: 3)),
        new("bare loop, Lab's AdamW, DatasetLoader", null, true, BareLoop.WithLabAdamW),
        new("trainer, DatasetLoader", 5, true, (model, loader) => Fit(model, loader)),
    ];

    /// <summary>Prints the median of <paramref name="rounds"/> rounds, the first one not counted.</summary>
    public static void Run(int rounds)
    {
        torch.set_num_threads(1);
        torch.manual_seed(1);
        using var input = torch.randn(BatchSize, 4);
        using var target = torch.randint(3, BatchSize, torch.ScalarType.Int64);
        var times = Variants.Select(_ => new List<double>()).ToArray();
        for (var round = 0; round <= rounds; round++)
        {
            for (var i = 0; i < Variants.Length; i++)
            {
                var time = Measure(Variants[i], input, target);
                if (round > 0)
                {
                    times[i].Add(time);
                }
            }
        }

        Print(times);
    }

    private static double Measure(Variant variant, Tensor input, Tensor target)
    {
        using var model = new Mlp();
        using var loader = new TimedLoader(variant.ReadsDataset
            ? new DatasetLoader<int, Tensor, Tensor>(
                new Rows((WarmUp + Steps) * BatchSize), new RowCollator(), Phase.Train, new LoaderOptions { BatchSize = BatchSize, LoaderThreads = 0 })
            : new RepeatedBatch(input, target, WarmUp + Steps));
        GC.Collect();
        GC.WaitForPendingFinalizers();
        variant.Train(model, loader);
        return loader.MeanMicroseconds(WarmUp);
    }

    private static void Fit(Mlp model, DataLoader<Tensor, Tensor> loader, bool metrics = false, int hooks = 0)
    {
        using var loss = new CrossEntropyLoss();
        using var trainer = new Trainer<Tensor, Tensor, Tensor>(
            new()
            {
                Model = model,
                Loss = loss,
                Optimizer = (model, loss) => new AdamW(ParameterGroups.Create(model, loss, AdamW.DefaultWeightDecay)),
                Metrics = metrics ? () => [new ClassificationMetrics(["a", "b", "c"])] : null,
                Hooks = [.. Enumerable.Range(0, hooks).Select(_ => new Watch())],
            },
            new() { Epochs = new(1), Device = "cpu", TorchThreads = 1 });
        _ = trainer.Fit(loader);
    }

    private static void Print(List<double>[] times)
    {
        var medians = times.Select(Median.Of).ToArray();
        Console.WriteLine($"{"one step, batch of 32, MLP 4-16-3, fp32",-42}{"us",8}{"- bare",9}{"%",8}   fastest to slowest round");
        for (var i = 0; i < Variants.Length; i++)
        {
            var extra = Variants[i].Base is { } bare ? $"{medians[i] - medians[bare],9:+0.0;-0.0}{100 * ((medians[i] / medians[bare]) - 1),8:+0.0;-0.0}" : new string(' ', 17);
            Console.WriteLine($"{Variants[i].Name,-42}{medians[i],8:f1}{extra}   {times[i].Min():f1} - {times[i].Max():f1}");
        }
    }

    /// <param name="Name">What is printed.</param>
    /// <param name="Base">The variant that it is compared with: a bare loop with the same optimizer and loader.</param>
    /// <param name="ReadsDataset">Whether batches come from a <see cref="DatasetLoader{TSample, TInput, TTarget}"/> without threads, or from a loader that costs nothing.</param>
    /// <param name="Train">One epoch.</param>
    private sealed record Variant(string Name, int? Base, bool ReadsDataset, Action<Mlp, DataLoader<Tensor, Tensor>> Train);

    private sealed class Watch : BatchHook
    {
        public double Loss { get; private set; }

        public override void OnBatchEnd(BatchEnd batch, RunControl control) => Loss = batch.Loss;
    }
}
