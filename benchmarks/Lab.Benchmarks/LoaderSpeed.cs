using System.Diagnostics;
using Lab.Vision;

namespace Lab.Benchmarks;

/// <summary>Decoding, resizing and batching of files by Lab's loader.</summary>
internal static class LoaderSpeed
{
    /// <summary>Images a second in the second of two passes; batches of 32 float tensors, 96 wide and 128 high, values from 0 to 1.</summary>
    public static double Measure(string folder, int threads)
    {
        var dataset = new ImageFolderDataset(folder);
        var collator = new ClassificationImageCollator(new ImagePipeline(new ImagePreprocessing(96, 128) { Normalization = ImageNormalization.Unit }));
        using var loader = new DatasetLoader<ImageSample, Tensor, Tensor>(dataset, collator, Phase.Train, new LoaderOptions { BatchSize = 32, LoaderThreads = threads });
        _ = Pass(loader, 1);
        return Pass(loader, 2);
    }

    private static double Pass(DataLoader<Tensor, Tensor> loader, int epoch)
    {
        var images = 0;
        var started = Stopwatch.GetTimestamp();
        using var pass = loader.Open(epoch, 0, torch.CPU);
        while (true)
        {
            using var scope = torch.NewDisposeScope();
            if (pass.TryNext() is not { } batch)
            {
                return images / Stopwatch.GetElapsedTime(started).TotalSeconds;
            }

            images += batch.Count;
        }
    }
}
