using System.Runtime.InteropServices;
using Lab.Vision.Tests.Support;
using SkiaSharp;

namespace Lab.Vision.Tests.Collation;

/// <summary>Batches of files: the same bytes from any number of threads and either decoder, and hardly any managed memory per image.</summary>
[NonParallelizable]
public sealed class LoadingTests
{
    private const int Images = 60;

    private TemporaryFolder _folder = null!;

    [OneTimeSetUp]
    public void MakeFiles()
    {
        _folder = new TemporaryFolder();
        for (var i = 0; i < Images; i++)
        {
            using var image = Pictures.Noise(90 + i, 150 - i, $"picture {i}");
            _folder.Write($"{(i % 2 == 0 ? "cat" : "dog")}/{i}.jpg", Pictures.Encode(image, SKEncodedImageFormat.Jpeg, 80));
        }
    }

    [OneTimeTearDown]
    public void RemoveFiles() => _folder.Dispose();

    [Test]
    public void Bytes_do_not_depend_on_threads_nor_on_the_decoder()
    {
        var seen = new List<byte[]>();
        foreach (var gap in new[] { double.PositiveInfinity, 1.5, 1 })
        {
            var expected = Batches(0, new SkiaImageDecoder(), gap);
            foreach (var threads in new[] { 1, 2, 4, 8 })
            {
                Assert.That(Batches(threads, new SkiaImageDecoder(), gap).SequenceEqual(expected), Is.True, $"{threads} threads, gap {gap}");
            }

            Assert.That(Batches(2, ImageDecoder.Fastest, gap).SequenceEqual(expected), Is.True, $"gap {gap}");
            Assert.That(seen.Exists(other => other.SequenceEqual(expected)), Is.False, $"gap {gap}");
            seen.Add(expected);
        }
    }

    [Test]
    public unsafe void An_image_costs_less_than_3_kB_of_managed_memory([Values] bool fastest)
    {
        var collator = Collator(fastest ? ImageDecoder.Fastest : new SkiaImageDecoder());
        var samples = new ImageFolderDataset(_folder.Path);
        var slabs = collator.Fields.Select(field => (IntPtr)NativeMemory.Alloc((nuint)field.ByteCount)).ToArray();
        void Run()
        {
            for (var i = 0; i < Images; i++)
            {
                collator.Write(samples[i], new SampleWriter(slabs, 0, i, Phase.Train, RandomKey.FromSeed(i)));
            }
        }

        Run();
        var before = GC.GetAllocatedBytesForCurrentThread();
        Run();
        var each = (GC.GetAllocatedBytesForCurrentThread() - before) / Images;
        foreach (var slab in slabs)
        {
            NativeMemory.Free((void*)slab);
        }

        TestContext.Out.WriteLine($"{each} bytes an image");
        Assert.That(each, Is.LessThan(3000));
    }

    private static ClassificationImageCollator Collator(ImageDecoder decoder, double gap = double.PositiveInfinity)
    {
        var pipeline = new ImagePipeline(new TransformPipeline(new RandomResizedCrop(24, 32), new RandomHorizontalFlip(), new ColorJitter(0.2, 0.2)), new ImagePreprocessing(24, 32)) { Scaling = DecodeScaling.Training, ReducingGap = gap };
        return new ClassificationImageCollator(pipeline, decoder: decoder);
    }

    private byte[] Batches(int threads, ImageDecoder decoder, double gap)
    {
        using var loader = new DatasetLoader<ImageSample, Tensor, Tensor>(
            new ImageFolderDataset(_folder.Path), Collator(decoder, gap), Phase.Train, new LoaderOptions { BatchSize = 16, LoaderThreads = threads });
        using var pass = loader.Open(1, 0, torch.CPU);
        var bytes = new List<byte>();
        while (true)
        {
            using var scope = torch.NewDisposeScope();
            if (pass.TryNext() is not { } batch)
            {
                return [.. bytes];
            }

            bytes.AddRange(batch.Input.bytes.ToArray());
            bytes.AddRange(batch.Target.bytes.ToArray());
        }
    }
}
