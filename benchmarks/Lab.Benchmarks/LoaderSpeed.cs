using System.Diagnostics;
using Lab.Vision;

namespace Lab.Benchmarks;

/// <summary>Decoding, transforming and batching of files by Lab's loader, and decoding alone.</summary>
internal static class LoaderSpeed
{
    private const int Passes = 6;

    // The runtime first compiles quickly, then with counters, then for speed.
    private static readonly TimeSpan WarmUp = TimeSpan.FromSeconds(6);

    /// <summary>What is done to an image: a resize to 96 wide and 128 high, or a random resized crop to 224 and a flip.</summary>
    public static ImagePipeline PipelineOf(string work, double reducingGap)
    {
        var (train, width, height) = work switch
        {
            "resize" => ((Transform)new Resize(96, 128), 96, 128),
            "crop" => (new TransformPipeline(new RandomResizedCrop(224, 224), new RandomHorizontalFlip()), 224, 224),
            _ => throw new ArgumentException($"The work is resize or crop, not '{work}'."),
        };
        return new ImagePipeline(train, new ImagePreprocessing(width, height) { Normalization = ImageNormalization.Unit }) { Scaling = DecodeScaling.Training, ReducingGap = reducingGap };
    }

    /// <summary>Images a second, of six passes after six seconds in which the runtime compiles for speed; batches of 32 float tensors with values from 0 to 1.</summary>
    public static double Measure(string folder, int threads, string work, double reducingGap, ImageDecoder decoder)
    {
        var collator = new ClassificationImageCollator(PipelineOf(work, reducingGap), decoder);
        using var loader = new DatasetLoader<ImageSample, Tensor, Tensor>(
            new ImageFolderDataset(folder), collator, Phase.Train, new LoaderOptions { BatchSize = 32, LoaderThreads = threads });
        var epoch = 1;
        return Rate(() => Pass(loader, epoch++));
    }

    /// <summary>Files that a decoder reads and decodes a second on so many threads, at a scale of one by <paramref name="reduction"/>, and nothing else: what bounds a loader.</summary>
    public static double DecodeAlone(string folder, int threads, int reduction, ImageDecoder decoder)
    {
        var files = Directory.GetFiles(folder, "*.jpg", SearchOption.AllDirectories);
        var request = new Reduced(reduction);
        return Rate(() => Decode(files, threads, request, decoder));
    }

    private static double Rate(Func<int> pass)
    {
        var started = Stopwatch.GetTimestamp();
        while (Stopwatch.GetElapsedTime(started) < WarmUp)
        {
            _ = pass();
        }

        started = Stopwatch.GetTimestamp();
        var images = 0;
        for (var i = 0; i < Passes; i++)
        {
            images += pass();
        }

        return images / Stopwatch.GetElapsedTime(started).TotalSeconds;
    }

    private static int Decode(string[] files, int threads, ImageRequest request, ImageDecoder decoder)
    {
        var next = -1;
        Thread[] workers = [.. Enumerable.Range(0, threads).Select(_ => new Thread(Work))];
        Array.ForEach(workers, worker => worker.Start());
        Array.ForEach(workers, worker => worker.Join());
        return files.Length;

        void Work()
        {
            for (int i; (i = Interlocked.Increment(ref next)) < files.Length;)
            {
                decoder.Decode(files[i], request).Dispose();
            }
        }
    }

    private static int Pass(DataLoader<Tensor, Tensor> loader, int epoch)
    {
        var images = 0;
        using var pass = loader.Open(epoch, 0, torch.CPU);
        while (true)
        {
            using var scope = torch.NewDisposeScope();
            if (pass.TryNext() is not { } batch)
            {
                return images;
            }

            images += batch.Count;
        }
    }

    private sealed class Reduced(int reduction) : ImageRequest
    {
        public override int ReductionFor(ImageSize size) => reduction;
    }
}
