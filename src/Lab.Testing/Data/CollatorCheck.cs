using Lab.Loading;

namespace Lab.Testing;

/// <summary>One check of one collator with samples that can be read.</summary>
internal sealed class CollatorCheck<TSample, TInput, TTarget>(Dataset<TSample> dataset, Collator<TSample, TInput, TTarget> collator, ContractReport report)
{
    private const int BatchSize = 5;

    private static readonly int[] ThreadCounts = [0, 1, 4];
    private static readonly Phase[] Compared = [Phase.Train, Phase.Validation];
    private static readonly Phase[] Evaluations = [Phase.Validation, Phase.Test, Phase.Predict];

    public void Run()
    {
        var written = new string[dataset.Count];
        if (report.Try(DatasetRules.Readable, () => WriteAll(written, Phase.Train, Enumerable.Range(0, dataset.Count), fill: 0x00)))
        {
            Bytes(written);
            Evaluation();
            NoTensors();
            Batches();
        }
    }

    private void Bytes(string[] expected)
    {
        var filled = new string[expected.Length];
        WriteAll(filled, Phase.Train, Enumerable.Range(0, expected.Length), fill: 0xA5);
        var again = new string[2][];
        report.Try(DatasetRules.SameBytes, () => Threads.Run(
            () => WriteAll(again[0] = new string[expected.Length], Phase.Train, Enumerable.Range(0, expected.Length).Reverse(), fill: 0x00),
            () => WriteAll(again[1] = new string[expected.Length], Phase.Train, Keys.Shuffled(expected.Length), fill: 0x00)));
        for (var i = 0; i < expected.Length; i++)
        {
            var name = dataset.Describe(i);
            report.Expect(DatasetRules.EveryElement, filled[i] == expected[i], $"{name}: elements keep what was there before, or are others at each call");
            report.Expect(DatasetRules.SameBytes, again.All(one => one?[i] == expected[i]), $"{name}: other bytes on another thread and in another order");
        }
    }

    private void Evaluation()
    {
        foreach (var phase in Evaluations)
        {
            var (first, second) = (new string[dataset.Count], new string[dataset.Count]);
            WriteAll(first, phase, Enumerable.Range(0, dataset.Count), fill: 0x00, epoch: 1);
            WriteAll(second, phase, Enumerable.Range(0, dataset.Count), fill: 0x00, epoch: 2);
            for (var i = 0; i < first.Length; i++)
            {
                report.Expect(DatasetRules.PlainEvaluation, first[i] == second[i], $"{dataset.Describe(i)}: other bytes for another key in {phase}");
            }
        }
    }

    // Counted on a thread of its own, where nobody else makes any.
    private void NoTensors() => report.Try(DatasetRules.NoTensors, () =>
    {
        using var slot = new BatchSlot(collator.Fields, 1);
        var made = 0L;
        Threads.Run(() =>
        {
            var statistics = DisposeScopeManager.Statistics;
            var before = Made(statistics);
            for (var i = 0; i < dataset.Count; i++)
            {
                collator.Write(dataset[i], slot.Writer(0, i, Phase.Train, Keys.Root.Derive(i)));
            }

            made = Made(statistics) - before;
        });
        report.Expect(DatasetRules.NoTensors, made == 0, $"{made} tensors for {dataset.Count} samples");
    });

    private static long Made(ThreadDisposeScopeStatistics statistics) => statistics.CreatedInScopeCount + statistics.CreatedOutsideScopeCount;

    private void Batches() => report.Try(DatasetRules.SameBatches, () =>
    {
        var passes = ThreadCounts.SelectMany(threads => Compared.Select(phase => (Threads: threads, Phase: phase, Bits: Pass(threads, phase)))).ToList();
        foreach (var (threads, phase, bits) in passes)
        {
            var expected = passes.First(pass => pass.Phase == phase).Bits;
            report.Expect(DatasetRules.SameBatches, bits == expected, $"the batches of {phase} with {threads} threads are others than with 0");
        }
    });

    private string Pass(int threads, Phase phase)
    {
        using var loader = new DatasetLoader<TSample, TInput, TTarget>(dataset, collator, phase, new LoaderOptions { BatchSize = BatchSize, LoaderThreads = threads }, seed: 3);
        var bits = new List<string>();
        for (var time = 0; time < 2; time++)
        {
            using var pass = loader.Open(epoch: 1, firstBatch: 0, torch.CPU);
            while (true)
            {
                using var scope = torch.NewDisposeScope();
                if (pass.TryNext() is not { } batch)
                {
                    break;
                }

                bits.Add(Bits.Of((batch.Input, batch.Target)));
                foreach (var (path, tensor) in TensorsIn.Of((batch.Input, batch.Target)))
                {
                    report.Expect(
                        DatasetRules.Rows, tensor.dim() > 0 && tensor.size(0) == batch.Count, $"a batch of {batch.Count} samples has a tensor {path} of shape [{string.Join(", ", tensor.shape)}]");
                }
            }
        }

        var half = bits.Count / 2;
        report.Expect(DatasetRules.SameBatches, bits.Take(half).SequenceEqual(bits.Skip(half)), $"a second pass over the same epoch of {phase} with {threads} threads gives others");
        return string.Concat(bits);
    }

    private void WriteAll(string[] written, Phase phase, IEnumerable<int> order, byte fill, int epoch = 1)
    {
        using var slot = new BatchSlot(collator.Fields, 1);
        foreach (var i in order)
        {
            written[i] = Write(slot, i, phase, fill, epoch);
        }
    }

    private string Write(BatchSlot slot, int index, Phase phase, byte fill, int epoch)
    {
        using var scope = torch.NewDisposeScope();
        var tensors = slot.Read(1, torch.CPU);
        foreach (var field in collator.Fields)
        {
            tensors[field].bytes.Fill(fill);
        }

        collator.Write(dataset[index], slot.Writer(0, index, phase, Keys.Root.Derive(epoch).Derive(index)));
        return Bits.Of(collator.Fields.Select(field => KeyValuePair.Create(field.Name, tensors[field])));
    }
}
