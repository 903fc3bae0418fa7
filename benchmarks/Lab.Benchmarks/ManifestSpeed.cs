using System.Diagnostics;
using System.Globalization;
using Lab.Runs;
using Lab.Vision;

namespace Lab.Benchmarks;

/// <summary>What a manifest of a million lines costs: to open, to hold, and at the start of a run and of an epoch.</summary>
internal static class ManifestSpeed
{
    public static void Run(int lines)
    {
        var path = Write(lines);
        try
        {
            Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{lines} lines, {new FileInfo(path).Length / 1e6:f1} MB, {lines / 7} groups, no file looked for"));
            var options = new CsvManifestOptions { CheckedFiles = 0 };
            Time("open, the first time in the process", () => new CsvManifestDataset(path, options));
            var before = GC.GetTotalMemory(forceFullCollection: true);
            var dataset = Time("open", () => new CsvManifestDataset(path, options));
            Tell("bytes a sample", (double)(GC.GetTotalMemory(forceFullCollection: true) - before) / lines);
            var split = Time("split by group and label", () => Split.HoldOut(dataset, 0.2).Apply(dataset));
            Time("check that no group is on both sides", () => SplitCheck.Overlap(split.Train!, split.Validation!));
            Time("names, classes and groups hashed for run.json", () => RunRecord.Data(split.Train!));
            foreach (var count in (int[])[lines, Math.Min(1000, lines)])
            {
                var part = new Subset<ImageSample>(dataset, Enumerable.Range(0, count));
                using var loader = new DatasetLoader<ImageSample, Tensor, Tensor>(part, new NameCollator(), Phase.Train, new LoaderOptions { BatchSize = 100, LoaderThreads = 0 });
                Read(loader, 1, batches: 10);
                var started = Stopwatch.GetTimestamp();
                Read(loader, 2, batches: 1);
                Tell($"start of an epoch of {count} samples, to the first batch, ms", Stopwatch.GetElapsedTime(started).TotalMilliseconds);
                Tell($"a sample of {count}, the loader alone, ns", Read(loader, 3, batches: Math.Min(2000, loader.BatchCount)));
            }
        }
        finally
        {
            File.Delete(path);
        }
    }

    private static T Time<T>(string what, Func<T> action)
    {
        var started = Stopwatch.GetTimestamp();
        var result = action();
        Tell($"{what}, ms", Stopwatch.GetElapsedTime(started).TotalMilliseconds);
        return result;
    }

    private static void Tell(string what, double value) => Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{value,10:f1}  {what}"));

    // Nanoseconds a sample, the first batch left out.
    private static double Read(DataLoader<Tensor, Tensor> loader, int epoch, int batches)
    {
        var (samples, started) = (0, 0L);
        using var pass = loader.Open(epoch, 0, torch.CPU);
        for (var i = 0; i < batches; i++)
        {
            using var scope = torch.NewDisposeScope();
            samples += i == 0 ? 0 : pass.TryNext()!.Count;
            if (i == 0)
            {
                _ = pass.TryNext();
                started = Stopwatch.GetTimestamp();
            }
        }

        return Stopwatch.GetElapsedTime(started).TotalNanoseconds / Math.Max(1, samples);
    }

    private static string Write(int lines)
    {
        var path = Path.Combine(Path.GetTempPath(), $"lab-manifest.{Environment.ProcessId}.csv");
        using var writer = new StreamWriter(path) { NewLine = "\n" };
        writer.WriteLine("path,label,group");
        for (var i = 0; i < lines; i++)
        {
            writer.WriteLine(string.Create(CultureInfo.InvariantCulture, $"train/n{i / 1300:d8}/ILSVRC_train_{i:d8}.JPEG,class{i / 1300 % 1000},person{i / 7:d7}"));
        }

        return path;
    }

    // The least that a collator of files can do: it asks for the sample.
    private sealed class NameCollator : Collator<ImageSample, Tensor, Tensor>
    {
        private readonly Field<long> _length;

        public NameCollator() => _length = AddField<long>("length");

        public override void Write(ImageSample sample, SampleWriter writer) => writer.Set(_length, sample.Path.Length);

        public override Tensor ReadInput(BatchTensors batch) => batch.OnDevice(_length);

        public override Tensor ReadTarget(BatchTensors batch) => batch.OnDevice(_length);
    }
}
