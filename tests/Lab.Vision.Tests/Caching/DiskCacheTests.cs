using Lab.Tests;

namespace Lab.Vision.Tests.Caching;

public sealed class DiskCacheTests
{
    private CacheScene _scene = null!;

    [SetUp]
    public void Draw() => _scene = new CacheScene();

    [TearDown]
    public void Remove() => _scene.Dispose();

    private string Store => Directory.GetDirectories(_scene.CacheFolder).Single();

    private string Index => Path.Combine(Store, "index.bin");

    private string Shard => Directory.GetFiles(Store, "images-*.bin").Single();

    [Test]
    public void A_second_process_decodes_nothing()
    {
        var expected = Fill();

        Assert.That(Fill(), Is.EqualTo(expected));
        Assert.That(_scene.Decoder.Count, Is.EqualTo(5));
        Assert.That(File.ReadAllText(Path.Combine(Store, "about.txt")), Does.Contain("counting 1").And.Contain("Resize(20 x 16, Bilinear)"));
    }

    [Test]
    public void A_file_that_was_changed_is_decoded_anew()
    {
        Fill();
        _scene.Draw(3, "another picture");

        Assert.That(Fill(), Is.EqualTo(Plain()));
        Assert.That(_scene.Decoder.Count, Is.EqualTo(5 + 1 + 5));
        Fill();
        Assert.That(_scene.Decoder.Count, Is.EqualTo(11));
    }

    [Test]
    public void A_file_that_was_touched_moved_or_copied_is_known_by_its_content()
    {
        Fill();
        File.SetLastWriteTimeUtc(_scene.PathOf(1), File.GetLastWriteTimeUtc(_scene.PathOf(1)).AddDays(1));
        File.Move(_scene.PathOf(0), _scene.PathOf(5));
        File.Copy(_scene.PathOf(5), _scene.PathOf(0));

        Fill();

        Assert.That(_scene.Decoder.Count, Is.EqualTo(5));
    }

    [Test]
    public void A_link_is_as_new_as_what_it_leads_to()
    {
        File.Move(_scene.PathOf(0), Path.Combine(_scene.Folder, "real"));
        File.CreateSymbolicLink(_scene.PathOf(0), Path.Combine(_scene.Folder, "real"));
        Fill();
        _scene.Draw(9, "another picture");
        File.Copy(_scene.PathOf(9), Path.Combine(_scene.Folder, "real"), overwrite: true);
        File.Delete(_scene.PathOf(9));

        Assert.That(Fill(), Is.EqualTo(Plain()));
    }

    [Test]
    public void Another_decoder_or_another_preparation_has_a_folder_of_its_own()
    {
        Fill();
        _scene.Decoder.Version = "2";
        Fill();
        Assert.That(_scene.Decoder.Count, Is.EqualTo(10));
        using (var cache = _scene.Open(ImageCaching.Disk))
        {
            _scene.Write(_scene.Collator(cache, new ImagePipeline(new Resize(16, 12, ResampleFilter.Bicubic), new ImagePreprocessing(16, 12))));
        }

        Assert.That(_scene.Decoder.Count, Is.EqualTo(15));
        Assert.That(Directory.GetDirectories(_scene.CacheFolder), Has.Length.EqualTo(3));
    }

    // A builder that is killed leaves an index that ends anywhere and pixels of which nobody knows.
    [Test]
    public void An_index_that_ends_anywhere_gives_what_is_whole_and_goes_on()
    {
        var expected = Fill();
        var whole = File.ReadAllBytes(Index);
        foreach (var length in (int[])[0, 1, 50, 91, 92, 93, 200, 300, whole.Length - 1])
        {
            File.WriteAllBytes(Index, whole[..length]);
            var before = _scene.Decoder.Count;

            Assert.That(Fill(), Is.EqualTo(expected), $"{length} bytes");
            Assert.That(_scene.Decoder.Count - before, Is.EqualTo(5 - (length / 92)), $"{length} bytes");
            before = _scene.Decoder.Count;
            Fill();
            Assert.That(_scene.Decoder.Count, Is.EqualTo(before), $"{length} bytes, again");
        }
    }

    [Test]
    public void A_bit_that_turns_in_the_index_or_the_pixels_is_seen()
    {
        var expected = Fill();
        foreach (var (file, at) in new[] { (Index, 3), (Index, 150), (Index, 300), (Shard, 5), (Shard, 2500) })
        {
            Flip(file, at);
            var before = _scene.Decoder.Count;

            Assert.That(Fill(), Is.EqualTo(expected), $"{Path.GetFileName(file)} at {at}");
            Assert.That(_scene.Decoder.Count, Is.GreaterThan(before));
            before = _scene.Decoder.Count;
            Fill();
            Assert.That(_scene.Decoder.Count, Is.EqualTo(before), "mended");
        }

        Assert.That(_scene.Log.Lines, Has.Some.Contains("not what was written"));
    }

    [Test]
    public void Pixels_that_were_cut_off_or_deleted_are_decoded_anew()
    {
        var expected = Fill();
        using (var file = new FileStream(Shard, FileMode.Open))
        {
            file.SetLength(1000);
        }

        using (var cache = _scene.Open(ImageCaching.Disk))
        {
            _scene.Write(_scene.Collator(cache));
            var before = _scene.Decoder.Count;
            Assert.That(_scene.Write(_scene.Collator(cache)), Is.EqualTo(expected));
            Assert.That(_scene.Decoder.Count, Is.EqualTo(before), "mended in this process");
        }

        File.Delete(Shard);
        Assert.That(Fill(), Is.EqualTo(expected));
        Assert.That(Fill(), Is.EqualTo(expected));
    }

    [Test]
    public void Two_processes_at_once_are_safe_and_the_second_reads_what_the_first_has_written()
    {
        var expected = Plain();
        var before = _scene.Decoder.Count;
        using var writing = _scene.Open(ImageCaching.Disk);
        using var reading = _scene.Open(ImageCaching.Disk);
        var (writer, reader) = (_scene.Collator(writing), _scene.Collator(reading));
        _scene.Write(writer, 0);
        _scene.Write(reader, 0);
        _scene.Write(reader, 1);
        Assert.That(_scene.Decoder.Count - before, Is.EqualTo(2), "the second decodes only what the first has not written yet");

        Assert.That(_scene.Write(writer), Is.EqualTo(expected));
        Assert.That(_scene.Write(reader), Is.EqualTo(expected));
        Assert.That(_scene.Decoder.Count - before, Is.EqualTo(6));
        Assert.That(_scene.Log.Lines, Has.Exactly(1).Contains("another process writes it"));
    }

    [Test]
    public void When_the_process_that_writes_has_gone_the_next_one_writes()
    {
        using (_scene.Open(ImageCaching.Disk))
        {
            using var second = _scene.Open(ImageCaching.Disk);
            _scene.Write(_scene.Collator(second), 0);
        }

        Fill();
        var before = _scene.Decoder.Count;
        Fill();
        Assert.That(_scene.Decoder.Count, Is.EqualTo(before));
    }

    [Test]
    public void What_is_there_counts_against_the_limit()
    {
        Fill();
        using var cache = _scene.Open(ImageCaching.Disk, "5KB");
        _scene.Draw(5, "one more");
        _scene.Write(_scene.Collator(cache));

        Assert.That(cache.Used.Bytes, Is.EqualTo(5 * 960));
        Assert.That(_scene.Log.Lines, Has.Some.Contains("full at 5KB"));
    }

    [Test]
    public void A_full_disk_ends_the_writing_and_not_the_run()
    {
        using var disk = SmallDisk.Mount("1m");
        using var cache = new ImageCache(new ImageCacheOptions { Cache = ImageCaching.Disk, CacheFolder = disk.Folder }, _scene.Log);
        var collator = _scene.Collator(cache);
        _scene.Write(collator, 0);
        FillUp(Path.Combine(disk.Folder, "filler"));

        // Of the page that the first image has begun, there is room for three more.
        Assert.That(_scene.Write(collator), Is.EqualTo(Plain()));
        Assert.That(_scene.Write(collator), Is.EqualTo(Plain()));
        Assert.That(_scene.Log.Lines, Has.Exactly(1).Contains("Nothing more can be written"));
        Assert.That(cache.Used.Bytes, Is.EqualTo(4 * 960), "what could not be written takes no room");
    }

    // Who can write no more reads what the next writer appends, and that may be another name of an image that it wrote itself.
    [Test]
    public void Images_that_get_another_name_after_a_failed_write_are_counted_once()
    {
        using var disk = SmallDisk.Mount("1m");
        var options = new ImageCacheOptions { Cache = ImageCaching.Disk, CacheFolder = disk.Folder };
        using var first = new ImageCache(options, _scene.Log);
        var collator = _scene.Collator(first);
        _scene.Write(collator, 0);
        FillUp(Path.Combine(disk.Folder, "filler"));
        _scene.Write(collator);
        Assert.That((_scene.Log.Lines.Count(line => line.Contains("Nothing more can be written")), first.Used.Bytes), Is.EqualTo((1, 4 * 960L)));

        File.Delete(Path.Combine(disk.Folder, "filler"));
        File.SetLastWriteTimeUtc(_scene.PathOf(0), File.GetLastWriteTimeUtc(_scene.PathOf(0)).AddDays(1));
        using var second = new ImageCache(options);
        _scene.Write(_scene.Collator(second));
        _scene.Write(collator);

        Assert.That((second.Used.Bytes, first.Used.Bytes), Is.EqualTo((5 * 960L, 5 * 960L)));
    }

    [TestCase("1m", true)]
    [TestCase("1m,nr_inodes=1", false)]
    [TestCase("1m,nr_inodes=2", false)]
    [TestCase("1m,nr_inodes=3", false)]
    public void A_disk_that_is_full_from_the_beginning_is_gone_without(string size, bool fill)
    {
        using var disk = SmallDisk.Mount(size);
        if (fill)
        {
            FillUp(Path.Combine(disk.Folder, "filler"));
        }

        using var cache = new ImageCache(new ImageCacheOptions { Cache = ImageCaching.Disk, CacheFolder = Path.Combine(disk.Folder, "cache") }, _scene.Log);
        var collator = _scene.Collator(cache);

        Assert.That(_scene.Write(collator), Is.EqualTo(Plain()));
        Assert.That(_scene.Write(collator), Is.EqualTo(Plain()));
        Assert.That(_scene.Log.Lines, Has.Exactly(1).Contains("Nothing more can be written"));
        Assert.That(cache.Used.Bytes, Is.Zero);
    }

    [Test]
    public void An_operation_of_one_s_own_is_known_by_its_parameters_in_every_process()
    {
        Fill(new Raise(3));
        Fill(new Raise(4));
        Fill(new Raise(3));

        Assert.That(_scene.Decoder.Count, Is.EqualTo(10));
    }

    [Test]
    public void An_operation_that_does_not_say_what_it_depends_on_is_refused()
    {
        Assert.That(() => Fill(new Secret([1, 2, 3])), Throws.TypeOf<LabException>().With.Message.Contains(nameof(Secret)).And.Message.Contains("--cache memory"));

        using var cache = _scene.Open(ImageCaching.Memory);
        Assert.That(() => _scene.Write(_scene.Collator(cache, PipelineOf(new Secret([1, 2, 3])))), Throws.Nothing);
    }

    [Test]
    public void It_is_refused_too_where_another_process_writes()
    {
        var collator = PipelineOf(new Secret([1, 2, 3]));
        using var writing = _scene.Open(ImageCaching.Disk);
        Assert.That(() => _scene.Write(_scene.Collator(writing, collator)), Throws.TypeOf<LabException>());
        using var reading = _scene.Open(ImageCaching.Disk);

        Assert.That(() => _scene.Write(_scene.Collator(reading, collator)), Throws.TypeOf<LabException>().With.Message.Contains(nameof(Secret)));
        Assert.That(_scene.Log.Lines, Has.Exactly(1).Contains("another process writes it"));
    }

    [Test]
    public void A_folder_that_cannot_be_made_is_named_with_the_option()
    {
        File.WriteAllText(_scene.CacheFolder, "a file");
        using var cache = _scene.Open(ImageCaching.Disk);

        Assert.That(() => _scene.Write(_scene.Collator(cache)), Throws.TypeOf<LabException>().With.Message.Contains(_scene.CacheFolder).And.Message.Contains("--cache-folder"));
    }

    private byte[] Fill()
    {
        using var cache = _scene.Open(ImageCaching.Disk);
        return _scene.Write(_scene.Collator(cache));
    }

    private void Fill(ImageOperation operation)
    {
        using var cache = _scene.Open(ImageCaching.Disk);
        var pipeline = PipelineOf(operation);
        Assert.That(_scene.Write(_scene.Collator(cache, pipeline)), Is.EqualTo(_scene.Write(new ClassificationImageCollator(pipeline))));
    }

    private static ImagePipeline PipelineOf(ImageOperation operation) => new(new TransformPipeline(new Resize(16, 12), new RandomApply(operation, 1)), new ImagePreprocessing(16, 12));

    private byte[] Plain() => _scene.Write(_scene.Collator(null));

    private static void FillUp(string path)
    {
        using var file = File.OpenHandle(path, FileMode.Create, FileAccess.Write);
        try
        {
            for (var at = 0L; ; at += 4096)
            {
                RandomAccess.Write(file, new byte[4096], at);
            }
        }
        catch (IOException)
        {
            // It is full.
        }
    }

    private static void Flip(string file, int at)
    {
        var bytes = File.ReadAllBytes(file);
        bytes[at] ^= 4;
        File.WriteAllBytes(file, bytes);
    }

    private sealed record Raise(byte By) : PixelOperation
    {
        public override void Apply(RgbImage image)
        {
            foreach (ref var value in image.Pixels)
            {
                value += By;
            }
        }
    }

    private sealed record Secret : PixelOperation
    {
        private readonly byte[] _table;

        public Secret(byte[] table) => _table = table;

        public override void Apply(RgbImage image) => _table.CopyTo(image.Pixels);
    }
}
