using CsCheck;
using Lab.Tests;
using Lab.Vision.Tests.Support;
using SkiaSharp;

namespace Lab.Vision.Tests.Decoding;

/// <summary>TurboJPEG and SkiaSharp agree byte for byte: on pixels at every scale, on which files are errors, and on what is said of them.</summary>
public sealed class JpegDecoderTests
{
    private readonly JpegDecoder _own = new();

    [Test]
    public void Pixels_are_skias_at_every_scale([Values(1, 2, 4, 8)] int reduction)
    {
        Gen.Select(Gen.Int[1, 70], Gen.Int[1, 70], Gen.Int[30, 100]).Sample((width, height, quality) =>
        {
            using var image = Pictures.Noise(width, height);
            var file = Pictures.Encode(image, SKEncodedImageFormat.Jpeg, quality);
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
    public void Real_and_odd_files_come_out_as_skias_or_fail_as_they_do_with_it([Values(1, 4)] int reduction)
    {
        var files = Directory.GetFiles(SharedFiles.Require("data/facemask2/quirks"), "*", SearchOption.AllDirectories).Where(file => !file.EndsWith(".csv", StringComparison.Ordinal)).ToArray();
        Assert.That(files, Has.Length.GreaterThan(40));
        foreach (var file in files)
        {
            var (own, ownError) = Try(_own, file, reduction);
            var (skia, skiaError) = Try(SkiaImageDecoder.Default, file, reduction);
            using (own)
            using (skia)
            {
                Assert.That(ownError, Is.EqualTo(skiaError), file);
                Assert.That(own?.Size, Is.EqualTo(skia?.Size), file);
                Assert.That(own is null || own.Pixels.SequenceEqual(skia!.Pixels), Is.True, file);
            }
        }
    }

    [Test]
    public void Damage_anywhere_ends_as_it_does_with_skia()
    {
        using var image = Pictures.Ramp(90, 70);
        var whole = Pictures.Encode(image, SKEncodedImageFormat.Jpeg);
        Gen.Select(Gen.Int[0, whole.Length - 1], Gen.Byte, Gen.Int[0, whole.Length]).Sample((at, value, kept) =>
        {
            byte[] damaged = [.. whole.AsSpan(0, Math.Max(kept, 1))];
            damaged[at % damaged.Length] = value;
            var (own, ownError) = Try(_own, damaged);
            var (skia, skiaError) = Try(SkiaImageDecoder.Default, damaged);
            using (own)
            using (skia)
            {
                return ownError == skiaError && (own is null || own.Pixels.SequenceEqual(skia!.Pixels));
            }
        }, iter: 500);
    }

    [Test]
    public void Plain_files_are_decoded_by_itself([Values(1, 2, 4, 8)] int reduction, [Values(3, 16, 17, 70)] int width, [Values(1, 16, 33)] int height)
    {
        using var image = Pictures.Noise(width, height);
        using var decoded = _own.TryDecode(Pictures.Encode(image, SKEncodedImageFormat.Jpeg, 90), new FixedReduction(reduction));

        Assert.That(decoded, Is.Not.Null);
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
        using var image = Pictures.Noise(20, 11);
        var decoder = new JpegDecoder(new ImageDecoderOptions { MaximumPixels = 219 });

        Assert.That(() => decoder.Decode(Pictures.Encode(image, SKEncodedImageFormat.Jpeg), "bomb.jpg"), Throws.TypeOf<UnreadableSampleException>().With.Message.Contains("20 x 11 = 220"));
    }

    [Test]
    public void Many_threads_at_once_get_the_same_bytes()
    {
        using var image = Pictures.Ramp(64, 48);
        var file = Pictures.Encode(image, SKEncodedImageFormat.Jpeg);
        using var expected = SkiaImageDecoder.Default.Decode(file, "memory");

        var equal = ParallelEnumerable.Range(0, 400).WithDegreeOfParallelism(8).All(_ =>
        {
            using var decoded = _own.Decode(file, "memory");
            return decoded.Pixels.SequenceEqual(expected.Pixels);
        });

        Assert.That(equal, Is.True);
    }

    private static (RgbImage? Image, string? Error) Try(ImageDecoder decoder, string file, int reduction)
    {
        try
        {
            return (decoder.Decode(file, new FixedReduction(reduction)), null);
        }
        catch (UnreadableSampleException failure)
        {
            return (null, failure.Message);
        }
    }

    private static (RgbImage? Image, string? Error) Try(ImageDecoder decoder, byte[] file)
    {
        try
        {
            return (decoder.Decode(file, "damaged"), null);
        }
        catch (UnreadableSampleException failure)
        {
            return (null, failure.Message);
        }
    }
}
