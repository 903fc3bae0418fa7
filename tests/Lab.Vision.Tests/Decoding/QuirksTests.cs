using Lab.Tests;

namespace Lab.Vision.Tests.Decoding;

/// <summary>Odd files, most of them found in the wild: what Pillow 9.4 makes of them (means of the channels and the pixel in the middle after <c>convert("RGB")</c>), or what the error says.</summary>
public sealed class QuirksTests
{
    // JPEG decoders may round differently; the numbers of lossless formats are equal.
    [TestCase("found/png_rgba_named.jpg", 458, 458, "207.07 210.71 217.84", "202 202 204")]
    [TestCase("found/black3.jpg_1088Wx1632H", 340, 510, "167.92 160.12 156.28", "137 94 79")]
    [TestCase("found/palette_trns.png", 1100, 1100, "64.35 58.27 53.28", "139 96 67")]
    [TestCase("found/Screenshot (395).png", 154, 155, "174.00 140.68 145.08", "230 203 201")]
    [TestCase("found/real.webp", 388, 280, "189.76 179.89 181.16", "32 21 32")]
    [TestCase("found/upper.JPEG", 134, 165, "105.99 101.72 102.25", "57 64 72")]
    [TestCase("found/upper.JPG", 300, 300, "193.32 196.61 197.51", "46 47 42")]
    [TestCase("found/0_0_œ¬‘ÿ.png", 184, 277, "126.81 116.15 114.08", "250 210 204")]
    [TestCase("found/imageNotFound.gif", 300, 300, "242.28 242.28 242.32", "234 234 234")]
    [TestCase("found/progressive.jpg", 425, 425, "186.67 173.80 171.78", "27 27 27")]
    [TestCase("found/icc_profile.jpg", 500, 682, "148.94 148.53 148.29", "32 32 32")]
    [TestCase("made/cmyk.jpg", 216, 256, "147.62 144.92 144.95", "43 43 45")]
    [TestCase("made/gray.jpg", 216, 256, "145.68 145.68 145.68", "43 43 43")]
    [TestCase("made/exif_orientation_6.jpg", 256, 216, "147.60 144.93 144.94", "42 42 44")]
    [TestCase("made/rgba.png", 216, 256, "147.64 144.95 144.97", "43 43 45")]
    [TestCase("made/onebit.png", 216, 256, "145.37 145.37 145.37", "0 0 0")]
    [TestCase("made/palette.png", 216, 256, "147.45 145.05 145.18", "43 43 45")]
    [TestCase("made/plain.bmp", 96, 128, "147.57 144.88 144.90", "45 45 47")]
    [TestCase("made/animated.gif", 216, 256, "147.03 144.85 145.06", "45 42 43")]
    [TestCase("made/lossless.webp", 216, 256, "147.64 144.95 144.97", "43 43 45")]
    [TestCase("made/alpha.webp", 216, 256, "147.55 144.89 144.84", "44 44 46")]
    [TestCase("made/jpeg_named.png", 216, 256, "147.60 144.92 144.95", "43 43 45")]
    [TestCase("made/yuv444.jpg", 216, 256, "147.61 144.92 144.94", "43 43 45")]
    [TestCase("made/yuv422.jpg", 216, 256, "147.60 144.92 144.95", "43 43 45")]
    [TestCase("made/odd_size_201x133.jpg", 201, 133, "147.55 144.85 144.84", "44 44 46")]
    [TestCase("made/restart_q1.jpg", 216, 256, "146.98 144.40 143.57", "32 32 32")]
    [TestCase("made/trailing_garbage.jpg", 216, 256, "147.60 144.92 144.95", "43 43 45")]
    [TestCase("made/tiny_1x1.png", 1, 1, "200.00 10.00 10.00", "200 10 10")]
    [TestCase("made/wide_2000x8.jpg", 2000, 8, "146.76 144.10 143.78", "70 64 66")]
    [TestCase("made/tall_5x1500.png", 5, 1500, "144.26 141.57 141.62", "37 38 40")]
    [TestCase("made/얼굴 사진.jpg", 120, 120, "147.46 144.76 144.79", "44 43 48")]
    [TestCase("made/noext", 120, 120, "147.46 144.76 144.79", "44 43 48")]
    public void It_has_the_pixels_that_pillow_sees(string file, int width, int height, string means, string middle)
    {
        var decoder = new SkiaImageDecoder(new ImageDecoderOptions { ApplyOrientation = false });
        using var image = decoder.Decode(Path.Combine(SharedFiles.Require("data/facemask2/quirks"), file));
        var pixels = image.Pixels.ToArray();

        Assert.That((image.Width, image.Height), Is.EqualTo((width, height)));
        Assert.That(Enumerable.Range(0, 3).Select(channel => pixels.Where((_, index) => index % 3 == channel).Average(value => (double)value)), Is.EqualTo(Numbers(means)).Within(0.15));
        Assert.That(image.Row(height / 2).Slice(width / 2 * 3, 3).ToArray().Select(value => (double)value), Is.EqualTo(Numbers(middle)).Within(3));
    }

    [TestCase("made/gray16.png", 145.7)]
    public void A_16_bit_grey_image_keeps_its_high_byte_where_pillow_makes_it_white(string file, double mean)
    {
        using var image = SkiaImageDecoder.Default.Decode(Path.Combine(SharedFiles.Require("data/facemask2/quirks"), file));

        Assert.That(image.Pixels.ToArray().Average(value => (double)value), Is.EqualTo(mean).Within(0.5));
    }

    [TestCase("made/plain.tif", "TIFF")]
    [TestCase("made/truncated_2bytes.jpg", "cut short")]
    [TestCase("made/empty.jpg", "0 bytes")]
    [TestCase("made/text_named.jpg", "page of text")]
    [TestCase("made/truncated.png", "cut short")]
    [TestCase("made/._mask1.jpg", "AppleDouble")]
    public void It_is_refused_with_what_is_wrong(string file, string said)
    {
        var path = Path.Combine(SharedFiles.Require("data/facemask2/quirks"), file);

        Assert.That(() => SkiaImageDecoder.Default.Decode(path), Throws.TypeOf<UnreadableSampleException>().With.Message.StartsWith(path).And.Message.Contains(said));
    }

    private static double[] Numbers(string text) => [.. text.Split(' ').Select(number => double.Parse(number, System.Globalization.CultureInfo.InvariantCulture))];
}
