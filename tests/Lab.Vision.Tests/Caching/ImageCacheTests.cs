using Lab.Testing;
using Lab.Vision.Caching;

namespace Lab.Vision.Tests.Caching;

[TestFixture(ImageCaching.Memory)]
[TestFixture(ImageCaching.Disk)]
public sealed class ImageCacheTests(ImageCaching kind)
{
    private CacheScene _scene = null!;

    [SetUp]
    public void Draw() => _scene = new CacheScene();

    [TearDown]
    public void Remove() => _scene.Dispose();

    [Test]
    public void Batches_have_the_same_bits_with_and_without_it_whatever_the_transforms([Range(0, 9)] int number)
    {
        Transform[] rows =
        [
            CacheScene.Pipeline.Train,
            new Resize(16, 12),
            new RandomResizedCrop(16, 12),
            new TransformPipeline(new Resize(20, 16), new RandomResizedCrop(16, 12)),
            new TransformPipeline(new ResizeKeepingAspect(16, 16, covers: true), new CenterCrop(16, 12), new RandomHorizontalFlip()),
            new TransformPipeline(new TransformPipeline(new Pad(3, new RgbColor(9, 200, 30)), new Resize(18, 14)), new ColorJitter(0.5), new RandomCrop(16, 12)),
            new TransformPipeline(new CenterCrop(25, 25), new RandomHorizontalFlip(), new Resize(16, 12)),
            new TransformPipeline(new RandomApply(Turn, 1), new RandomCrop(16, 12, padding: 2), new RandomHorizontalFlip()),
            new TransformPipeline(new RandomApply(new EqualizeOperation(), 1), new Resize(20, 16), new RandomApply(Turn, 1), new CenterCrop(17, 12), new RandomCrop(16, 12)),
            new TransformPipeline(new RandomApply(Turn, 1), new RandomApply(new InvertOperation(), 1), new RandomCrop(16, 12)),
        ];
        var pipeline = new ImagePipeline(rows[number], new ImagePreprocessing(16, 12));
        var plain = _scene.Collator(null, pipeline);
        using var cache = _scene.Open(kind);
        var cached = _scene.Collator(cache, pipeline);

        for (var epoch = 1; epoch <= 3; epoch++)
        {
            Assert.That(_scene.Write(cached, Phase.Train, epoch), Is.EqualTo(_scene.Write(plain, Phase.Train, epoch)), $"epoch {epoch}");
            Assert.That(_scene.Write(cached, Phase.Validation, epoch), Is.EqualTo(_scene.Write(plain, Phase.Validation, epoch)), $"validation {epoch}");
        }
    }

    [Test]
    public void Every_image_is_decoded_once()
    {
        using var cache = _scene.Open(kind);
        var collator = _scene.Collator(cache);
        for (var epoch = 1; epoch <= 3; epoch++)
        {
            _scene.Write(collator, Phase.Train, epoch);
        }

        Assert.That(_scene.Decoder.Count, Is.EqualTo(5));
        Assert.That(cache.Used.Bytes, Is.EqualTo(5 * 20 * 16 * 3));
    }

    [Test]
    public void What_does_not_fit_is_decoded_each_time_and_the_log_says_so_once()
    {
        var plain = _scene.Write(_scene.Collator(null));
        using var cache = _scene.Open(kind, limit: "2KB");
        var collator = _scene.Collator(cache);
        var before = _scene.Decoder.Count;

        Assert.That(_scene.Write(collator), Is.EqualTo(plain));
        Assert.That(_scene.Write(collator), Is.EqualTo(plain));

        // 20 x 16 pixels of 3 bytes are 960 bytes: two images are kept, three are decoded twice.
        Assert.That(_scene.Decoder.Count - before, Is.EqualTo(5 + 3));
        Assert.That(_scene.Log.Lines, Has.Exactly(1).Contains("full at 2KB"));
        Assert.That(cache.Used.Bytes, Is.EqualTo(1920));
    }

    [Test]
    public void An_unreadable_file_stays_unreadable_and_one_that_is_mended_is_read()
    {
        using var cache = _scene.Open(kind);
        var collator = _scene.Collator(cache);
        File.WriteAllText(_scene.PathOf(2), "no image");

        Assert.That(() => _scene.Write(collator, 2), Throws.TypeOf<UnreadableSampleException>().With.Message.Contains("2.png"));
        Assert.That(() => _scene.Write(collator, 2), Throws.TypeOf<UnreadableSampleException>());
        _scene.Draw(2, "mended");
        Assert.That(_scene.Write(collator, 2), Is.EqualTo(_scene.Write(_scene.Collator(null), 2)));
    }

    [Test]
    public void Many_threads_at_once_get_the_same_bits()
    {
        var plain = _scene.Write(_scene.Collator(null));
        using var cache = _scene.Open(kind);
        var collator = _scene.Collator(cache);

        var equal = ParallelEnumerable.Range(0, 40).WithDegreeOfParallelism(8).All(_ => _scene.Write(collator).SequenceEqual(plain));

        Assert.That(equal, Is.True);
        Assert.That(cache.Used.Bytes, Is.EqualTo(5 * 20 * 16 * 3));
    }

    [Test]
    public void A_filled_cache_decodes_nothing_in_the_first_epoch_and_passes_over_what_cannot_be_read()
    {
        File.WriteAllText(_scene.PathOf(2), "no image");
        using var cache = new ImageCache(new ImageCacheOptions { Cache = kind, CacheFolder = _scene.CacheFolder, CacheFill = CacheFilling.Start }, _scene.Log);
        var collator = _scene.Collator(cache);
        using var loader = new DatasetLoader<ImageSample, Tensor, Tensor>(
            new Files(_scene), collator, Phase.Train, new LoaderOptions { BatchSize = 2, LoaderThreads = 0, UnreadableSamples = UnreadableSamples.Skip });
        using var first = loader.Open(1, 0, torch.CPU);
        var filled = _scene.Decoder.Count;
        var samples = Count(first);

        // The one that is no image is tried once when the cache is filled and once in the epoch.
        Assert.That((filled, _scene.Decoder.Count, samples, first.Skipped), Is.EqualTo((5, 6, 4, 1L)));
        Assert.That(_scene.Log.Lines, Has.Exactly(1).Contains("5 images went through the image cache"));
    }

    [Test]
    public void The_same_batches_come_for_any_number_of_threads_with_unreadable_samples_among_them()
    {
        File.WriteAllText(_scene.PathOf(1), "no image");
        File.WriteAllBytes(_scene.PathOf(4), []);
        var plain = new DatasetLoader<ImageSample, Tensor, Tensor>(new Files(_scene), _scene.Collator(null), Phase.Train, Options(0), seed: 3);
        var expected = Batches(plain);
        plain.Dispose();
        foreach (var threads in (int[])[0, 1, 2, 4, 8])
        {
            using var cache = _scene.Open(kind);
            using var loader = new DatasetLoader<ImageSample, Tensor, Tensor>(new Files(_scene), _scene.Collator(cache), Phase.Train, Options(threads), seed: 3);
            Assert.That(Batches(loader), Is.EqualTo(expected), $"{threads} threads");
            Assert.That(Batches(loader), Is.EqualTo(expected), $"{threads} threads, again");
        }
    }

    [Test]
    public void A_collator_with_it_keeps_the_contract()
    {
        using var cache = _scene.Open(kind);

        DatasetContract.Check(new Files(_scene), _scene.Collator(cache));
    }

    [Test]
    public void A_pipeline_whose_result_has_another_size_than_it_declares_is_an_error_with_it_too()
    {
        using var cache = _scene.Open(kind);
        var right = _scene.Collator(cache, new ImagePipeline(new Resize(16, 12), new ImagePreprocessing(16, 12)));
        _scene.Write(right);
        var wrong = _scene.Collator(cache, new ImagePipeline(new Resize(16, 12), new ImagePreprocessing(8, 6)));

        Assert.That(() => _scene.Write(wrong), Throws.TypeOf<LabException>().With.Message.Contains("8 x 6"));
    }

    [Test]
    public void Transforms_that_print_alike_do_not_share_images()
    {
        using var cache = _scene.Open(kind);
        foreach (var shade in (byte[])[10, 200, 10])
        {
            var pipeline = new ImagePipeline(new TransformPipeline(new Painted(shade), new Resize(16, 12), new RandomHorizontalFlip()), new ImagePreprocessing(16, 12));
            var collator = _scene.Collator(cache, pipeline);
            for (var epoch = 1; epoch <= 2; epoch++)
            {
                Assert.That(_scene.Write(collator, Phase.Train, epoch), Is.EqualTo(_scene.Write(_scene.Collator(null, pipeline), Phase.Train, epoch)), $"shade {shade}, epoch {epoch}");
            }
        }

        Assert.That(cache.Used.Bytes, Is.EqualTo(2 * 5 * 16 * 12 * 3), "equal ones do share");
    }

    [Test]
    public void Batches_have_the_same_bits_where_JPEGs_are_decoded_at_reduced_size([Values] DecodeScaling scaling, [Range(0, 3)] int number)
    {
        _scene.DrawPhotographs();
        Transform[] rows =
        [
            CacheScene.Pipeline.Train,
            new Resize(16, 12),
            new TransformPipeline(new CenterCrop(100, 90), new Resize(20, 16), new RandomCrop(18, 14, padding: 3, new RgbColor(255, 0, 0)), new RandomCrop(16, 12, padding: 3), new ColorJitter(0.3)),
            new TransformPipeline(new Resize(18, 14), new RandomApply(new FlipOperation(true)), new AugMix(), new RandomCrop(16, 12)),
        ];
        ImagePipeline Pipeline(DecodeScaling scaling) => new(rows[number], new ImagePreprocessing(16, 12)) { Scaling = scaling };
        var plain = _scene.Collator(null, Pipeline(scaling));
        using var cache = _scene.Open(kind);
        var cached = _scene.Collator(cache, Pipeline(scaling));

        for (var epoch = 1; epoch <= 3; epoch++)
        {
            Assert.That(_scene.Write(cached, Phase.Train, epoch), Is.EqualTo(_scene.Write(plain, Phase.Train, epoch)), $"epoch {epoch}");
            Assert.That(_scene.Write(cached, Phase.Validation, epoch), Is.EqualTo(_scene.Write(plain, Phase.Validation, epoch)), $"validation {epoch}");
        }

        var exact = _scene.Write(_scene.Collator(null, Pipeline(DecodeScaling.Never)));
        Assert.That(_scene.Write(plain), scaling == DecodeScaling.Never ? Is.EqualTo(exact) : Is.Not.EqualTo(exact), "reduced sizes are what it is about");
    }

    [Test]
    public void Gaps_share_images_only_where_they_decode_at_the_same_size()
    {
        _scene.DrawPhotographs();
        ImagePipeline Pipeline(double gap) => new(new Resize(16, 12), new ImagePreprocessing(16, 12)) { Scaling = DecodeScaling.Always, ReducingGap = gap };
        using var cache = _scene.Open(kind);
        var seen = new List<byte[]>();
        foreach (var (gap, kept) in new[] { (1.0, 1), (2, 2), (1000, 3), (2.25, 3), (1, 3) })
        {
            var cached = _scene.Collator(cache, Pipeline(gap));
            seen.Add(_scene.Write(_scene.Collator(null, Pipeline(gap))));
            for (var epoch = 1; epoch <= 2; epoch++)
            {
                Assert.That(_scene.Write(cached, Phase.Train, epoch), Is.EqualTo(seen[^1]), $"gap {gap}, epoch {epoch}");
            }

            Assert.That(cache.Used.Bytes, Is.EqualTo(kept * 5 * 16 * 12 * 3), $"gap {gap}");
        }

        Assert.That(seen.DistinctBy(Convert.ToHexString).Count(), Is.EqualTo(3), "at an eighth, a quarter and in full");
    }

    [Test]
    public void Reduced_sizes_that_random_transforms_decide_are_refused()
    {
        using var cache = _scene.Open(kind);
        ImagePipeline Pipeline(DecodeScaling scaling) => new(new RandomResizedCrop(16, 12), new ImagePreprocessing(16, 12)) { Scaling = scaling };

        Assert.That(() => _scene.Collator(cache, Pipeline(DecodeScaling.Training)), Throws.TypeOf<LabValidationException>().With.Message.Contains("--cache").And.Message.Contains("--decode-scaling"));
        Assert.That(() => _scene.Collator(cache, Pipeline(DecodeScaling.Never)), Throws.Nothing);
        Assert.That(() => _scene.Collator(null, Pipeline(DecodeScaling.Training)), Throws.Nothing);
    }

    private static WarpOperation Turn { get; } = new(new ProjectiveMap(2, 0.1, -3, 0.05, 1.8, -2, 0.02, 0.01), 26, 22);

    private static LoaderOptions Options(int threads) => new() { BatchSize = 2, LoaderThreads = threads, UnreadableSamples = UnreadableSamples.Skip };

    private static List<string> Batches(DatasetLoader<ImageSample, Tensor, Tensor> loader)
    {
        var batches = new List<string>();
        using var pass = loader.Open(1, 0, torch.CPU);
        while (true)
        {
            using var scope = torch.NewDisposeScope();
            if (pass.TryNext() is not { } batch)
            {
                return batches;
            }

            batches.Add($"{string.Join(",", batch.Indices)}: {Convert.ToHexString(System.Security.Cryptography.SHA256.HashData(batch.Input.bytes))}");
        }
    }

    private static int Count(LoaderPass<Tensor, Tensor> pass)
    {
        var samples = 0;
        while (true)
        {
            using var scope = torch.NewDisposeScope();
            if (pass.TryNext() is not { } batch)
            {
                return samples;
            }

            samples += batch.Count;
        }
    }

    // Its options are its own secret, as in many a transform outside of Lab.
    private sealed class Painted(byte shade) : Transform
    {
        public override bool IsRandom => false;

        public override void Plan(TransformPlan plan, RandomKey key) => plan.Add(new Paint(shade));
    }

    private sealed record Paint(byte Shade) : PixelOperation
    {
        public override void Apply(RgbImage image) => image.Pixels[..(image.Pixels.Length / 2)].Fill(Shade);
    }

    private sealed class Files(CacheScene scene) : Dataset<ImageSample>
    {
        public override int Count => 5;

        public override ImageSample this[int index] => new(scene.PathOf(CheckIndex(index)), index % 2);
    }
}
