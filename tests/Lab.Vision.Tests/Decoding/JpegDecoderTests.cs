using CsCheck;
using Lab.Tests;
using Lab.Vision.Tests.Support;
using SkiaSharp;

namespace Lab.Vision.Tests.Decoding;

/// <summary>Lab's own decoder and SkiaSharp's libjpeg-turbo agree byte for byte: on pixels at every scale, on which files are errors, and on what is said of them.</summary>
public sealed class JpegDecoderTests
{
    private static readonly int[] Reductions = [1, 2, 4, 8];

    private static readonly SKJpegEncoderDownsample[] Samplings = [SKJpegEncoderDownsample.Downsample420, SKJpegEncoderDownsample.Downsample422, SKJpegEncoderDownsample.Downsample444];

    private static readonly byte[][] MadeUpSamplings = [[0x11], [0x22], [0x11, 0x11, 0x11], [0x21, 0x11, 0x11], [0x22, 0x11, 0x11], [0x12, 0x11, 0x11], [0x11, 0x21, 0x12], [0x44, 0x11, 0x11], [0x31, 0x11, 0x11]];

    private readonly JpegDecoder _own = new();

    [Test]
    public void Pixels_are_skias_at_every_scale([ValueSource(nameof(Reductions))] int reduction, [ValueSource(nameof(Samplings))] SKJpegEncoderDownsample sampling)
    {
        Gen.Select(Gen.Int[1, 70], Gen.Int[1, 70], Gen.Int[1, 100], Gen.Bool).Sample((width, height, quality, isNoise) =>
        {
            var file = Encoded(width, height, quality, sampling, isNoise);
            var request = new FixedReduction(reduction);
            using var own = _own.Decode(file, "memory", request);
            using var skia = SkiaImageDecoder.Default.Decode(file, "memory", request);
            return request.Asked == new ImageSize(width, height)
                && own.Size == new ImageSize((width + reduction - 1) / reduction, (height + reduction - 1) / reduction)
                && own.Size == skia.Size
                && own.Pixels.SequenceEqual(skia.Pixels);
        }, iter: 100);
    }

    [Test]
    public void Files_of_the_usual_kinds_are_not_left_to_skia(
        [ValueSource(nameof(Reductions))] int reduction, [ValueSource(nameof(Samplings))] SKJpegEncoderDownsample sampling, [Values(40, 64, 70)] int width, [Values(1, 16, 33)] int height)
    {
        using var decoded = _own.TryDecode(Encoded(width, height, 90, sampling), new FixedReduction(reduction));

        Assert.That(decoded, Is.Not.Null);
    }

    [TestCase("restart-each-unit")]
    [TestCase("restart-each-row")]
    [TestCase("restart-444")]
    [TestCase("restart-gray")]
    [TestCase("gray-2x2")]
    [TestCase("optimized-422")]
    public void So_are_files_with_restart_markers_grey_ones_and_those_with_codes_of_their_own(string name)
    {
        var file = Read(name);
        foreach (var reduction in Reductions)
        {
            using var own = _own.TryDecode(file, new FixedReduction(reduction));
            using var skia = SkiaImageDecoder.Default.Decode(file, name, new FixedReduction(reduction));

            Assert.That(own?.Pixels.SequenceEqual(skia.Pixels), Is.True, $"1/{reduction}");
        }
    }

    [TestCase("other-440")]
    [TestCase("other-411")]
    [TestCase("other-progressive")]
    [TestCase("other-rgb")]
    public void Other_kinds_are_left_to_skia(string name)
    {
        var file = Read(name);
        using var own = _own.Decode(file, name, new FixedReduction(2));
        using var skia = SkiaImageDecoder.Default.Decode(file, name, new FixedReduction(2));

        Assert.That(_own.TryDecode(file, ImageRequest.Whole), Is.Null);
        Assert.That(own.Pixels.SequenceEqual(skia.Pixels), Is.True);
    }

    [Test]
    public void A_region_has_the_pixels_of_the_whole([ValueSource(nameof(Reductions))] int reduction, [ValueSource(nameof(Samplings))] SKJpegEncoderDownsample sampling, [Values] bool skia)
    {
        ImageDecoder decoder = skia ? SkiaImageDecoder.Default : _own;
        var sides = Gen.Select(Gen.Double[0, 1], Gen.Double[0, 1], Gen.Int[17, 130]);
        Gen.Select(sides, sides).Sample((across, down) =>
        {
            var file = Encoded(across.Item3, down.Item3, 85, sampling);
            using var whole = decoder.Decode(file, "memory", new FixedReduction(reduction));
            var (left, width) = Part(whole.Width, across.Item1, across.Item2);
            var (top, height) = Part(whole.Height, down.Item1, down.Item2);
            var request = new FixedRegion(reduction, new ImageRegion(left, top, width, height));
            using var part = decoder.Decode(file, "memory", request);
            return part.Size == whole.Size && request.Asked == whole.Size
                && Enumerable.Range(top, height).All(y => part.Row(y).Slice(left * 3, width * 3).SequenceEqual(whole.Row(y).Slice(left * 3, width * 3)));
        }, iter: 100);
    }

    [Test]
    public void Damage_is_found_outside_the_region_too([Values(1, 2)] int reduction, [Values] bool skia)
    {
        ImageDecoder decoder = skia ? SkiaImageDecoder.Default : _own;
        var file = Encoded(90, 70, 90, SKJpegEncoderDownsample.Downsample420);
        var region = new ImageRegion(20 / reduction, 24 / reduction, 9, 7);
        Gen.Select(Gen.Int[0, file.Length - 1], Gen.Byte).Sample((at, value) =>
        {
            byte[] damaged = [.. file];
            damaged[at] = value;
            var whole = Try(decoder, damaged, new FixedReduction(reduction));
            var part = Try(decoder, damaged, new FixedRegion(reduction, region, orAll: true));
            Assert.That((part.Error, part.Size), Is.EqualTo((whole.Error, whole.Size)), $"byte {at} = {value}");
            for (var y = region.Top; whole.Size is { } size && size == new ImageSize(90 / reduction, 70 / reduction) && y < region.Top + region.Height; y++)
            {
                var row = ((y * size.Width) + region.Left) * 3;
                Assert.That(part.Pixels.AsSpan(row, region.Width * 3).SequenceEqual(whole.Pixels.AsSpan(row, region.Width * 3)), Is.True, $"byte {at} = {value}, row {y}");
            }
        }, iter: 1000);
    }

    [Test]
    public void Turned_files_are_decoded_whole()
    {
        var file = Exif.WithOrientation(Encoded(40, 24, 90, SKJpegEncoderDownsample.Downsample420), 6);
        var request = new FixedRegion(1, new ImageRegion(0, 0, 2, 2));
        using var own = _own.Decode(file, "memory", request);
        using var skia = SkiaImageDecoder.Default.Decode(file, "memory");

        Assert.That(own.Pixels.SequenceEqual(skia.Pixels), Is.True);
    }

    [Test]
    public void Real_and_odd_files_come_out_as_skias_or_fail_as_they_do_with_it([Values(1, 4)] int reduction)
    {
        var files = Directory.GetFiles(SharedFiles.Require("data/facemask2/quirks"), "*", SearchOption.AllDirectories).Where(file => !file.EndsWith(".csv", StringComparison.Ordinal)).ToArray();
        Assert.That(files, Has.Length.GreaterThan(40));
        foreach (var file in files)
        {
            AssertSame(Try(_own, File.ReadAllBytes(file), new FixedReduction(reduction)), Try(SkiaImageDecoder.Default, File.ReadAllBytes(file), new FixedReduction(reduction)), file);
        }
    }

    [Test]
    public void Damage_anywhere_ends_as_it_does_with_skia([Values("restart-each-row", "restart-444", "optimized-422", "gray-2x2")] string name, [Values(1, 2, 4)] int reduction)
    {
        var whole = Read(name);
        Gen.Select(Gen.Int[0, whole.Length - 1], Gen.Byte, Gen.Int[0, 4 * whole.Length]).Sample((at, value, kept) =>
        {
            byte[] damaged = [.. whole.AsSpan(0, Math.Clamp(kept, 1, whole.Length))];
            damaged[at % damaged.Length] = value;
            AssertSame(Try(_own, damaged, new FixedReduction(reduction)), Try(SkiaImageDecoder.Default, damaged, new FixedReduction(reduction)), $"byte {at} = {value} of {damaged.Length}");
        }, iter: 500);
    }

    [Test]
    public void Files_of_made_up_codes_and_data_end_as_they_do_with_skia([ValueSource(nameof(Reductions))] int reduction)
    {
        Gen.Select(MadeUp, Gen.Double[0, 1], Gen.Double[0, 1], Gen.Double[0, 1], Gen.Double[0, 1]).Sample((made, startAcross, shareAcross, startDown, shareDown) =>
        {
            var file = made.ToArray();
            var own = Try(_own, file, new FixedReduction(reduction));
            AssertSame(own, Try(SkiaImageDecoder.Default, file, new FixedReduction(reduction)), "whole");
            var size = own.Size ?? new ImageSize((made.Width + reduction - 1) / reduction, (made.Height + reduction - 1) / reduction);
            var ((left, width), (top, height)) = (Part(size.Width, startAcross, shareAcross), Part(size.Height, startDown, shareDown));
            foreach (var decoder in new ImageDecoder[] { _own, SkiaImageDecoder.Default })
            {
                var part = Try(decoder, file, new FixedRegion(reduction, new ImageRegion(left, top, width, height)));
                Assert.That((part.Error, part.Size), Is.EqualTo((own.Error, own.Size)), decoder.GetType().Name);
                for (var y = top; own.Pixels is not null && y < top + height; y++)
                {
                    var row = ((y * size.Width) + left) * 3;
                    Assert.That(part.Pixels.AsSpan(row, width * 3).SequenceEqual(own.Pixels.AsSpan(row, width * 3)), Is.True, $"{decoder.GetType().Name}, row {y} of {left}, {top}, {width} x {height}");
                }
            }
        }, iter: 1000);
    }

    [Test]
    public void A_block_of_too_many_zeros_ends_as_it_does_with_skia_where_it_is_skipped_too()
    {
        var file = new PlainJpeg { Width = 32, Ac = ([1, 1], [0xF0, 0x00]), Scan = [0x00, 0x00, 0xAA, 0xAA, 0xAA, 0xAA] }.ToArray();
        using var skia = SkiaImageDecoder.Default.Decode(file, "memory");
        using var part = _own.Decode(file, "memory", new FixedRegion(1, new ImageRegion(24, 0, 8, 8)));

        Assert.That(_own.TryDecode(file, new FixedRegion(1, new ImageRegion(24, 0, 8, 8))), Is.Null);
        Assert.That(part.Pixels.SequenceEqual(skia.Pixels), Is.True);
    }

    [Test]
    public void Files_without_codes_and_with_codes_that_are_none_end_as_they_do_with_skia()
    {
        byte[] most = [255];
        foreach (var jpeg in new PlainJpeg[] { new() { Ac = ([], []) }, new() { Dc = ([], []) }, new() { Dc = (most, new byte[255]) }, new() { Ac = ([2], [0, 1]) } })
        {
            // A decoder keeps the tables of the file before.
            var decoder = new JpegDecoder();
            for (var i = 0; i < 2; i++)
            {
                Assert.That(decoder.TryDecode(jpeg.ToArray(), ImageRequest.Whole), Is.Null);
            }
        }
    }

    [TestCase(65500, true)]
    [TestCase(65501, false)]
    public void Sides_are_as_long_as_libjpeg_has_them(int width, bool isRead)
    {
        var file = new PlainJpeg { Width = width, Height = 16, Scan = new byte[5000] }.ToArray();

        using var own = _own.TryDecode(file, new FixedReduction(8));
        Assert.That(own is not null, Is.EqualTo(isRead));
        AssertSame(Try(_own, file, new FixedReduction(8)), Try(SkiaImageDecoder.Default, file, new FixedReduction(8)), "long");
    }

    [Test]
    public void Colours_called_RGB_are_that_without_a_whole_header_of_JFIF()
    {
        var jpeg = new PlainJpeg { IsJfif = false, Ids = [.. "RGB"u8], Sampling = [0x11, 0x11, 0x11] };
        byte[] file = [0xFF, 0xD8, 0xFF, 0xE0, 0, 7, .. "JFIF\0"u8, .. jpeg.ToArray().AsSpan(2)];
        AssertSame(Try(_own, file, ImageRequest.Whole), Try(SkiaImageDecoder.Default, file, ImageRequest.Whole), "RGB");
    }

    [Test]
    public void A_damaged_orientation_is_read_alike()
    {
        var whole = Exif.WithOrientation(Read("gray-2x2"), 6);
        Gen.Select(Gen.Int[2, 45], Gen.Byte).Sample((at, value) =>
        {
            byte[] damaged = [.. whole];
            damaged[at] = value;
            AssertSame(Try(_own, damaged, ImageRequest.Whole), Try(SkiaImageDecoder.Default, damaged, ImageRequest.Whole), $"byte {at} = {value}");
        }, iter: 2000);
    }

    [Test]
    public void Other_formats_are_skias()
    {
        using var image = Pictures.Noise(9, 5);
        using var decoded = _own.Decode(Pictures.Encode(image, SKEncodedImageFormat.Png), "memory");

        Assert.That(decoded.Pixels.ToArray(), Is.EqualTo(image.Pixels.ToArray()));
    }

    [Test]
    public void The_limit_of_pixels_holds()
    {
        var decoder = new JpegDecoder(new ImageDecoderOptions { MaximumPixels = 219 });

        Assert.That(
            () => decoder.Decode(Encoded(20, 11, 90, SKJpegEncoderDownsample.Downsample444), "bomb.jpg"), Throws.TypeOf<UnreadableSampleException>().With.Message.Contains("20 x 11 = 220"));
        Assert.That(() => new JpegDecoder(new ImageDecoderOptions { MaximumPixels = 0 }), Throws.TypeOf<ArgumentOutOfRangeException>());
    }

    [Test]
    public void Many_threads_at_once_get_the_same_bytes()
    {
        var files = Samplings.Select(sampling => Encoded(64, 48, 80, sampling)).ToArray();
        var expected = files.Select(file => SkiaImageDecoder.Default.Decode(file, "memory")).ToArray();

        var equal = ParallelEnumerable.Range(0, 400).WithDegreeOfParallelism(8).All(i =>
        {
            using var decoded = _own.Decode(files[i % files.Length], "memory");
            return decoded.Pixels.SequenceEqual(expected[i % files.Length].Pixels);
        });

        Array.ForEach(expected, image => image.Dispose());
        Assert.That(equal, Is.True);
    }

    // Codes of any lengths with any symbols, now and then none at all or too many, and random bits.
    private static Gen<PlainJpeg> MadeUp { get; } =
        from size in Gen.Select(Gen.Int[1, 80], Gen.Int[1, 80])
        from sampling in Gen.Int[0, MadeUpSamplings.Length - 1].Select(i => MadeUpSamplings[i])
        from quantisation in Gen.OneOf(Gen.Const((byte)1), Gen.Byte)
        from restart in Gen.OneOf(Gen.Const(0), Gen.Int[1, 20])
        from dc in Codes(Gen.Byte[0, 11])
        from ac in Codes(Gen.OneOf(Gen.Byte, Gen.Const((byte)0), Gen.Const((byte)0xF0), Gen.Byte[1, 3]))
        from scan in Gen.OneOf(Gen.Byte, Gen.Byte[0, 3]).Array[64, 4000]
        select new PlainJpeg
        {
            Width = size.Item1, Height = size.Item2, Sampling = sampling, Quantisation = quantisation, RestartInterval = (ushort)restart, Dc = dc, Ac = ac,
            Scan = restart == 0 ? [.. scan.Where(one => one != 0xFF)] : WithRestarts(scan, restart),
        };

    private static Gen<(byte[] Lengths, byte[] Symbols)> Codes(Gen<byte> symbol) =>
        from counts in Gen.Int[0, 6].Array[16]
        from excess in Gen.Int[0, 20]
        from symbols in symbol.Array[256]
        let lengths = Possible(counts, excess == 0 ? 1 : 0)
        select (lengths, symbols[..Math.Min(256, lengths.Sum(count => count))]);

    // As many codes of each length as there is room for, and some more.
    private static byte[] Possible(int[] counts, int excess)
    {
        var room = 1;
        return [.. counts.Select(count =>
        {
            room *= 2;
            var taken = Math.Clamp(count, 0, Math.Max(0, room - 1 + excess));
            room = Math.Min(room - taken, 1 << 12);
            return (byte)taken;
        })];
    }

    // A marker after every so many bytes, in the right order.
    private static byte[] WithRestarts(byte[] scan, int interval) =>
        [.. scan.Where(one => one != 0xFF).Chunk(interval * 8).SelectMany((part, i) => i == 0 ? part : [0xFF, (byte)(0xD0 + ((i - 1) & 7)), .. part])];

    private static byte[] Encoded(int width, int height, int quality, SKJpegEncoderDownsample sampling, bool isNoise = true)
    {
        using var image = isNoise ? Pictures.Noise(width, height) : Pictures.Made(width, height);
        return Pictures.EncodeJpeg(image, quality, sampling);
    }

    private static byte[] Read(string name)
    {
        using var stream = typeof(JpegDecoderTests).Assembly.GetManifestResourceStream($"{name}.jpg")!;
        using var bytes = new MemoryStream();
        stream.CopyTo(bytes);
        return bytes.ToArray();
    }

    private static (int First, int Length) Part(int length, double start, double share)
    {
        var first = (int)(start * (length - 1));
        return (first, Math.Max(1, (int)(share * (length - first))));
    }

    private static (byte[]? Pixels, ImageSize? Size, string? Error) Try(ImageDecoder decoder, byte[] file, ImageRequest request)
    {
        try
        {
            using var image = decoder.Decode(file, "file", request);
            return (image.Pixels.ToArray(), image.Size, null);
        }
        catch (UnreadableSampleException failure)
        {
            return (null, null, failure.Message);
        }
    }

    private static void AssertSame((byte[]? Pixels, ImageSize? Size, string? Error) own, (byte[]? Pixels, ImageSize? Size, string? Error) skia, string what)
    {
        Assert.That((own.Error, own.Size), Is.EqualTo((skia.Error, skia.Size)), what);
        Assert.That(own.Pixels.AsSpan().SequenceEqual(skia.Pixels), Is.True, what);
    }
}
