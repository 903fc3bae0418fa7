using System.Diagnostics;
using Lab.Vision;

namespace Lab.Benchmarks;

/// <summary>Lab's loader over images that are in a cache.</summary>
internal static class CacheSpeed
{
    private static readonly TimeSpan Least = TimeSpan.FromSeconds(3);

    /// <summary>Images a second from the second pass on; batches of 32 float tensors, 96 wide and 128 high, values from 0 to 1.</summary>
    /// <param name="folder">A folder of folders of images.</param>
    /// <param name="caching">Where they are kept.</param>
    /// <param name="threads">Loader threads.</param>
    /// <param name="crop">Crop, mirror and light at random, as a training does.</param>
    public static double Measure(string folder, ImageCaching caching, int threads, bool crop)
    {
        var cacheFolder = Path.Combine(Path.GetTempPath(), "lab-benchmarks", $"cache.{Environment.ProcessId}");
        try
        {
            using var cache = new ImageCache(new ImageCacheOptions { Cache = caching, CacheFolder = cacheFolder });
            var preprocessing = new ImagePreprocessing(96, 128) { Normalization = ImageNormalization.Unit };
            var pipeline = crop
                ? new ImagePipeline(new TransformPipeline(new Resize(108, 144), new RandomCrop(96, 128), new RandomHorizontalFlip()), preprocessing)
                : new ImagePipeline(preprocessing);
            var collator = new ClassificationImageCollator(pipeline, cache: cache);
            using var loader = new DatasetLoader<ImageSample, Tensor, Tensor>(new ImageFolderDataset(folder), collator, Phase.Train, new LoaderOptions { BatchSize = 32, LoaderThreads = threads });

            // The first pass decodes, the next ones warm up.
            var epoch = 1;
            for (; epoch <= 20; epoch++)
            {
                Pass(loader, epoch);
            }

            var (images, started) = (0, Stopwatch.GetTimestamp());
            while (Stopwatch.GetElapsedTime(started) < Least)
            {
                images += Pass(loader, epoch++);
            }

            return images / Stopwatch.GetElapsedTime(started).TotalSeconds;
        }
        finally
        {
            if (Directory.Exists(cacheFolder))
            {
                Directory.Delete(cacheFolder, recursive: true);
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
}
