using System.Runtime.InteropServices;
using Lab.Vision.Tests.Support;
using Microsoft.Extensions.Logging;
using SkiaSharp;

namespace Lab.Vision.Tests.Caching;

/// <summary>Some pictures in a folder, a decoder that counts, and what a collator makes of them.</summary>
internal sealed class CacheScene : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public CacheScene(int count = 5)
    {
        for (var i = 0; i < count; i++)
        {
            Draw(i, $"picture {i}");
        }
    }

    /// <summary>The folder of the pictures; the cache lies beside them.</summary>
    public string Folder => _folder.Path;

    public string CacheFolder => Path.Combine(Folder, "cache");

    public CountingDecoder Decoder { get; } = new();

    public ListLog Log { get; } = new();

    /// <summary>The row that most pipelines have: a resize, then random crops and colours.</summary>
    public static ImagePipeline Pipeline { get; } = new(
        new TransformPipeline(new Resize(20, 16), new RandomCrop(16, 12), new RandomHorizontalFlip(), new ColorJitter(0.3, 0.3, 0.3, 0.1)), new ImagePreprocessing(16, 12));

    public string PathOf(int number) => Path.Combine(Folder, $"{number}.png");

    public void Draw(int number, string key)
    {
        using var image = Pictures.Noise(30 + number, 25, key);
        _folder.Write($"{number}.png", Pictures.Encode(image, SKEncodedImageFormat.Png));
    }

    /// <summary>Draws JPEGs that are large enough to be decoded at reduced size.</summary>
    public void DrawPhotographs()
    {
        for (var i = 0; i < 5; i++)
        {
            using var image = Pictures.Made(150 + i, 130);
            _folder.Write($"{i}.png", Pictures.Encode(image, SKEncodedImageFormat.Jpeg));
        }
    }

    public ImageCache Open(ImageCaching kind, string limit = "1GB") =>
        new(new ImageCacheOptions { Cache = kind, CacheFolder = CacheFolder, CacheLimit = ByteSize.Parse(limit) }, Log);

    public ClassificationImageCollator Collator(ImageCache? cache, ImagePipeline? pipeline = null) => new(pipeline ?? Pipeline, decoder: Decoder, cache: cache);

    /// <summary>The bytes of all pictures, as the collator writes them in an epoch.</summary>
    public byte[] Write(ClassificationImageCollator collator, Phase phase = Phase.Train, int epoch = 1) =>
        [.. Enumerable.Range(0, Directory.GetFiles(Folder, "*.png").Length).SelectMany(number => Write(collator, number, phase, epoch))];

    public unsafe byte[] Write(ClassificationImageCollator collator, int number, Phase phase = Phase.Train, int epoch = 1)
    {
        var slabs = collator.Fields.Select(field => (IntPtr)NativeMemory.Alloc((nuint)field.ByteCount)).ToArray();
        try
        {
            collator.Write(new ImageSample(PathOf(number), 0), new SampleWriter(slabs, 0, number, phase, RandomKey.FromSeed(5).Derive(epoch).Derive(number)));
            return new Span<byte>((void*)slabs[0], collator.Fields[0].ByteCount).ToArray();
        }
        finally
        {
            foreach (var slab in slabs)
            {
                NativeMemory.Free((void*)slab);
            }
        }
    }

    public void Dispose() => _folder.Dispose();
}

/// <summary>SkiaSharp's decoder with a count of what it has decoded.</summary>
internal sealed class CountingDecoder : ImageDecoder
{
    private int _count;

    public int Count => Volatile.Read(ref _count);

    /// <summary>A later version of the decoder, say.</summary>
    public string Version { get; set; } = "1";

    public override string Identity => $"counting {Version}";

    protected override RgbImage DecodeBytes(ReadOnlySpan<byte> encoded, string source, ImageRequest request)
    {
        Interlocked.Increment(ref _count);
        return SkiaImageDecoder.Default.Decode(encoded, source, request);
    }
}
