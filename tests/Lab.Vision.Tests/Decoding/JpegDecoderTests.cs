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
            var part = Try(decoder, damaged, new FixedRegion(reduction, region));
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

    private sealed class FixedRegion(int reduction, ImageRegion region) : ImageRequest
    {
        public ImageSize Asked { get; private set; }

        public override int ReductionFor(ImageSize size) => reduction;

        public override ImageRegion RegionFor(ImageSize reduced)
        {
            Asked = reduced;
            return region;
        }
    }
}
