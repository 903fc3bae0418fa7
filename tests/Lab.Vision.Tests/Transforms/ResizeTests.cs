using System.Text.Json.Nodes;
using CsCheck;
using Lab.Tests;
using Lab.Vision.Tests.Support;

namespace Lab.Vision.Tests.Transforms;

public sealed class ResizeTests
{
    private static readonly RandomKey Key = RandomKey.FromSeed(1);

    [TestCase(ResampleFilter.Box)]
    [TestCase(ResampleFilter.Bilinear)]
    [TestCase(ResampleFilter.Bicubic)]
    [TestCase(ResampleFilter.Lanczos)]
    public void Every_pixel_is_pillows(ResampleFilter filter)
    {
        var reference = SharedFiles.RequireJson("resize.json".Insert(0, "reference/"));
        var cases = reference["cases"]!.AsArray().Where(entry => string.Equals((string)entry!["filter"]!, filter.ToString(), StringComparison.OrdinalIgnoreCase)).ToArray();
        Assert.That(cases, Has.Length.EqualTo(4));
        foreach (var entry in cases)
        {
            var (source, target) = (Size(entry!["source"]!), Size(entry["target"]!));
            using var image = Formula(source.Height, source.Width);
            var first = reference["first_pixels"]![$"{source.Height}x{source.Width}"]!.AsArray().Select(value => (byte)(int)value!).ToArray();
            Assert.That(image.Pixels[..first.Length].ToArray(), Is.EqualTo(first), "the formula's image");

            using var resized = new Resize(target.Width, target.Height, filter).Apply(image, Key);
            Assert.That(resized.Pixels.ToArray(), Is.EqualTo(entry["pixels_hwc"]!.AsArray().Select(value => (byte)(int)value!).ToArray()), $"{source} to {target}");
        }
    }

    [Test]
    public void Vector_and_plain_code_give_the_same_bytes()
    {
        var sizes = Gen.Select(Gen.Int[1, 70], Gen.Int[1, 70], Gen.Int[1, 70], Gen.Int[1, 70], Gen.Enum<ResampleFilter>());
        sizes.Sample((width, height, targetWidth, targetHeight, filter) =>
        {
            using var image = Pictures.Noise(width, height);
            var map = new SeparableMap(image.Size);
            map.TryResize(targetWidth, targetHeight, filter);
            using var vectors = new RgbImage(targetWidth, targetHeight);
            using var plain = new RgbImage(targetWidth, targetHeight);
            SeparableResampler.Run(image, map, ImageTarget.Interleaved(vectors), System.Runtime.Intrinsics.X86.Avx2.IsSupported);
            SeparableResampler.Run(image, map, ImageTarget.Interleaved(plain), vectors: false);
            return vectors.Pixels.SequenceEqual(plain.Pixels);
        }, iter: 300);
    }

    [Test]
    public void One_colour_stays_that_colour([Values] ResampleFilter filter)
    {
        using var image = new RgbImage(37, 23);
        new RgbColor(200, 1, 255).Fill(image.Pixels);
        using var resized = new Resize(11, 64, filter).Apply(image, Key);

        Assert.That(resized.Pixels.ToArray().Chunk(3).All(pixel => pixel is [200, 1, 255]), Is.True);
    }

    [Test]
    public void A_very_large_reduction_is_the_mean()
    {
        using var image = Pictures.Ramp(3001, 2);
        using var resized = new Resize(1, 1, ResampleFilter.Box).Apply(image, Key);

        Assert.That(resized.Pixels.ToArray(), Is.EqualTo(new byte[] { 127, 128, 0 }).Within(1));
    }

    [Test]
    public void The_same_size_gives_the_same_pixels_in_an_image_of_their_own()
    {
        using var image = Pictures.Noise(8, 6);
        using var resized = new Resize(8, 6).Apply(image, Key);

        Assert.That(resized, Is.Not.SameAs(image));
        Assert.That(resized.Pixels.ToArray(), Is.EqualTo(image.Pixels.ToArray()));
    }

    [TestCase(500, 375, 256, 341, 256)]
    [TestCase(375, 500, 256, 256, 341)]
    [TestCase(100, 100, 7, 7, 7)]
    public void The_shorter_side_gets_the_length_and_the_other_keeps_the_aspect(int width, int height, int length, int newWidth, int newHeight)
    {
        using var image = new RgbImage(width, height);
        image.Pixels.Clear();
        using var resized = new ResizeShorterSide(length).Apply(image, Key);

        Assert.That((resized.Width, resized.Height), Is.EqualTo((newWidth, newHeight)));
    }

    [Test]
    public void A_size_must_be_positive()
    {
        Assert.That(() => new Resize(0, 5), Throws.TypeOf<ArgumentOutOfRangeException>());
        Assert.That(() => new Resize(5, -1), Throws.TypeOf<ArgumentOutOfRangeException>());
        Assert.That(() => new Resize(5, 5, (ResampleFilter)99), Throws.TypeOf<ArgumentOutOfRangeException>());
    }

    private static (int Height, int Width) Size(JsonNode node) => ((int)node[0]!, (int)node[1]!);

    private static RgbImage Formula(int height, int width)
    {
        var noise = FormulaNumbers.U01($"resize/{height}x{width}", height * width * 3);
        var pixels = new byte[noise.Length];
        for (var i = 0; i < pixels.Length; i++)
        {
            var (x, y) = (i / 3 % width, i / 3 / width);
            var wave = (i % 3) switch
            {
                0 => Math.Sin(x / 7.0),
                1 => Math.Cos(y / 5.0),
                _ => Math.Sin((x + y) / 11.0),
            };
            pixels[i] = (byte)Math.Clamp(Math.Floor(127 + (100 * wave) + (40 * (noise[i] - 0.5)) + 0.5), 0, 255);
        }

        return RgbImage.FromPixels(width, height, pixels);
    }
}
