using Lab.Losses;
using Lab.Metrics;
using Lab.Optimization;

namespace Lab.Benchmarks;

/// <summary>What a step costs in Lab's trainer beyond a bare TorchSharp loop over the same batches and model. All variants take turns in one process.</summary>
internal static class TrainerOverhead
{
    private const int BatchSize = 32;
    private const int WarmUp = 50;
    private const int Steps = 500;

    // Rounds in which the runtime still compiles.
    private const int FirstRounds = 3;

    private static readonly Variant[] Variants =
    [
        new("bare loop, TorchSharp's AdamW", null, false, BareLoop.WithTorchSharpAdamW),
        new("bare loop, Lab's AdamW", null, false, BareLoop.WithLabAdamW),
        new("trainer", 1, false, (model, loader) => Fit(model, loader)),
        new("trainer, ClassificationMetrics", 1, false, (model, loader) => Fit(model, loader, metrics: true)),
        new("trainer, 3 batch hooks", 1, false, (model, loader) => Fit(model, loader, hooks: 3)),
        new("bare loop, Lab's, DatasetLoader", null, true, BareLoop.WithLabAdamW),
        new("trainer, DatasetLoader", 5, true, (model, loader) => Fit(model, loader)),
    ];

    /// <summary>Prints medians over <paramref name="rounds"/> rounds; differences are taken within a round first, where both sides met the same machine.</summary>
    public static void Run(int rounds)
    {
        torch.set_num_threads(1);
        torch.manual_seed(1);
        using var input = torch.randn(BatchSize, 4);
        using var target = torch.randint(3, BatchSize, torch.ScalarType.Int64);
        var wall = Variants.Select(_ => new List<double>()).ToArray();
        var processor = Variants.Select(_ => new List<double>()).ToArray();
        for (var round = -FirstRounds; round < rounds; round++)
        {
            for (var i = 0; i < Variants.Length; i++)
            {
                var (elapsed, used) = Measure(Variants[i], input, target);
                if (round >= 0)
                {
                    wall[i].Add(elapsed);
                    processor[i].Add(used);
                }
            }
        }

        Console.WriteLine($"A step of an MLP 4-16-3, batch of 32, fp32, one torch thread; medians of {rounds} rounds of {Steps} steps, in microseconds.");
        Console.WriteLine($"{string.Empty,-40}{"elapsed time",-29}processor time");
        Console.WriteLine($"{string.Empty,-40}{Heading}   {Heading}");
        for (var i = 0; i < Variants.Length; i++)
        {
            Console.WriteLine($"{Variants[i].Name,-40}{Row(wall, i)}   {Row(processor, i)}");
        }
    }

    private static string Heading => $"{"step",8}{"- bare",9}{"%",9}";

    private static string Row(List<double>[] times, int i)
    {
        var step = Median.Of(times[i]);
        if (Variants[i].Base is not { } bare)
        {
            return $"{step,8:f1}{string.Empty,18}";
        }

        var extra = Median.Of(times[i].Zip(times[bare], (ours, theirs) => ours - theirs));
        return $"{step,8:f1}{extra,9:+0.0;-0.0}{100 * extra / Median.Of(times[bare]),9:+0.0;-0.0}";
    }

    private static (double Elapsed, double Used) Measure(Variant variant, Tensor input, Tensor target)
    {
        using var model = new Mlp();
        using var loader = new TimedLoader(variant.ReadsDataset
            ? new DatasetLoader<int, Tensor, Tensor>(
                new Rows((WarmUp + Steps) * BatchSize), new RowCollator(), Phase.Train, new LoaderOptions { BatchSize = BatchSize, LoaderThreads = 0 })
            : new RepeatedBatch(input, target, WarmUp + Steps));
        GC.Collect();
        GC.WaitForPendingFinalizers();
        variant.Train(model, loader);
        return (loader.MeanMicroseconds(WarmUp), loader.MeanProcessorMicroseconds(WarmUp));
    }

    private static void Fit(Mlp model, DataLoader<Tensor, Tensor> loader, bool metrics = false, int hooks = 0)
    {
        using var loss = new CrossEntropyLoss();
        using var trainer = new Trainer<Tensor, Tensor, Tensor>(
            new()
            {
                Model = model,
                Loss = loss,
                Optimizer = (model, loss) => new AdamW(ParameterGroups.Create(model, loss, new ParameterGroupSettings { WeightDecay = AdamW.DefaultWeightDecay })),
                Metrics = metrics ? () => [new ClassificationMetrics(["a", "b", "c"])] : null,
                Hooks = [.. Enumerable.Range(0, hooks).Select(_ => new Watch())],
            },
            new() { Epochs = new(1), Device = "cpu", TorchThreads = 1 });
        _ = trainer.Fit(loader);
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
