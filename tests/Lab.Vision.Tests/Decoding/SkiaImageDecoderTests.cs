using Lab.Vision.Tests.Support;
using SkiaSharp;

namespace Lab.Vision.Tests.Decoding;

public sealed class SkiaImageDecoderTests
{
    private static readonly SkiaImageDecoder Decoder = SkiaImageDecoder.Default;

    [Test]
    public void A_png_comes_back_byte_for_byte([Values(1, 2, 3, 4, 5, 17)] int width, [Values(1, 2, 7)] int height)
    {
        using var image = Pictures.Noise(width, height);
        using var decoded = Decoder.Decode(Pictures.Encode(image, SKEncodedImageFormat.Png), "memory");

        Assert.That((decoded.Width, decoded.Height), Is.EqualTo((width, height)));
        Assert.That(decoded.Pixels.ToArray(), Is.EqualTo(image.Pixels.ToArray()));
    }

    [Test]
    public void Alpha_is_dropped_and_colours_stay()
    {
        using var image = Pictures.Noise(9, 5);
        using var decoded = Decoder.Decode(Pictures.Encode(image, SKEncodedImageFormat.Png, alpha: 7), "memory");

        Assert.That(decoded.Pixels.ToArray(), Is.EqualTo(image.Pixels.ToArray()));
    }

    [TestCase(SKEncodedImageFormat.Jpeg)]
    [TestCase(SKEncodedImageFormat.Webp)]
    public void A_lossy_format_comes_close(SKEncodedImageFormat format)
    {
        using var image = Pictures.Ramp(40, 30);
        using var decoded = Decoder.Decode(Pictures.Encode(image, format), "memory");

        Assert.That(Pictures.Distance(image, decoded), Is.LessThan(6));
    }

    [Test]
    public void A_missing_file_is_named()
    {
        Assert.That(
            () => Decoder.Decode("nowhere/absent.jpg"),
            Throws.TypeOf<UnreadableSampleException>().With.Message.Contains("nowhere/absent.jpg").And.Message.Contains("no such file"));
    }

    [Test]
    public void A_folder_in_the_place_of_a_file_is_an_unreadable_sample()
    {
        using var folder = new TemporaryFolder();

        Assert.That(() => Decoder.Decode(folder.Path), Throws.TypeOf<UnreadableSampleException>());
    }

    [Test]
    public void An_empty_file_is_called_empty()
    {
        using var folder = new TemporaryFolder();
        var path = folder.Write("empty.jpg", []);

        Assert.That(() => Decoder.Decode(path), Throws.TypeOf<UnreadableSampleException>().With.Message.Contains(path).And.Message.Contains("0 bytes"));
    }

    [Test]
    public void A_page_of_text_is_called_one()
    {
        Assert.That(
            () => Decoder.Decode("<html>not found"u8, "page.jpg"),
            Throws.TypeOf<UnreadableSampleException>().With.Message.Contains("page.jpg").And.Message.Contains("HTML"));
    }

    [TestCase(SKEncodedImageFormat.Jpeg)]
    [TestCase(SKEncodedImageFormat.Png)]
    [TestCase(SKEncodedImageFormat.Webp)]
    public void A_file_cut_anywhere_is_an_error(SKEncodedImageFormat format)
    {
        using var image = Pictures.Noise(32, 24);
        var whole = Pictures.Encode(image, format);
        foreach (var kept in new[] { 0.02, 0.3, 0.6, 0.9, 0.99 })
        {
            var part = whole[..Math.Max(1, (int)(whole.Length * kept))];
            Assert.That(() => Decoder.Decode(part, "part"), Throws.TypeOf<UnreadableSampleException>(), $"{kept:p0} of the file");
        }
    }

    [Test]
    public void A_jpeg_without_its_end_marker_is_cut_short_and_bytes_behind_the_end_do_no_harm()
    {
        using var image = Pictures.Ramp(16, 16);
        var whole = Pictures.Encode(image, SKEncodedImageFormat.Jpeg);

        Assert.That(() => Decoder.Decode(whole.AsSpan(..^2), "part"), Throws.TypeOf<UnreadableSampleException>().With.Message.Contains("cut short"));
        using var longer = Decoder.Decode([.. whole, .. new byte[100]], "longer");
        Assert.That(longer.Width, Is.EqualTo(16));
    }

    [Test]
    public void An_image_above_the_limit_is_refused_before_it_is_decoded()
    {
        using var image = Pictures.Noise(20, 11);
        var decoder = new SkiaImageDecoder(new ImageDecoderOptions { MaximumPixels = 219 });

        // Only the header is there: were it decoded, the error would be another one.
        var header = Pictures.Encode(image, SKEncodedImageFormat.Png)[..64];
        Assert.That(
            () => decoder.Decode(header, "bomb.png"),
            Throws.TypeOf<UnreadableSampleException>().With.Message.Contains("20 x 11 = 220").And.Message.Contains("219"));
    }

    [Test]
    public void A_limit_must_be_positive() =>
        Assert.That(() => new SkiaImageDecoder(new ImageDecoderOptions { MaximumPixels = 0 }), Throws.TypeOf<ArgumentOutOfRangeException>());

    [Test]
    public void Many_threads_at_once_get_the_same_bytes()
    {
        using var image = Pictures.Noise(64, 48);
        var file = Pictures.Encode(image, SKEncodedImageFormat.Png);
        var expected = image.Pixels.ToArray();

        var equal = ParallelEnumerable.Range(0, 200).WithDegreeOfParallelism(8).All(_ =>
        {
            using var decoded = Decoder.Decode(file, "memory");
            return decoded.Pixels.SequenceEqual(expected);
        });

        Assert.That(equal, Is.True);
    }
}
