using Lab.Tests;
using Lab.Vision.Tests.Support;

namespace Lab.Vision.Tests.Decoding;

public sealed class OddFilesTests
{
    private static readonly SkiaImageDecoder Decoder = SkiaImageDecoder.Default;

    [Test]
    public void What_pillow_reads_is_read_at_the_same_size_and_what_it_refuses_is_refused()
    {
        var folder = SharedFiles.Require("data/facemask2/quirks");
        using var csv = CsvHelper.CsvReader.FromFile(Path.Combine(folder, "list.csv"));
        var files = 0;
        while (csv.Read())
        {
            var file = Path.Combine(folder, csv.GetString("file"));

            // No codec for TIFF here; Pillow has one.
            var readable = csv.GetString("pil_9.4") == "ok" && csv.GetString("format") != "TIFF";
            var size = (Width: csv.Parse<int>(csv.GetFieldIndex("w")), Height: csv.Parse<int>(csv.GetFieldIndex("h")));
            files++;
            if (!readable)
            {
                Assert.That(() => Decoder.Decode(file), Throws.TypeOf<UnreadableSampleException>().With.Message.Contains(file), file);
                continue;
            }

            var asStored = new SkiaImageDecoder(new ImageDecoderOptions { ApplyOrientation = false });
            using var image = asStored.Decode(file);
            Assert.That((image.Width, image.Height), Is.EqualTo((size.Width, size.Height)), file);
        }

        Assert.That(files, Is.GreaterThan(40));
    }

    [TestCase("plain.bmp", 0.6)]
    [TestCase("animated.gif", 0.2)]
    [TestCase("lossless.webp", 0.6)]
    [TestCase("palette.png", 0.6)]
    [TestCase("../found/progressive.jpg", 0.6)]
    public void A_file_of_any_format_that_is_cut_short_is_an_error(string name, double kept)
    {
        var file = File.ReadAllBytes(Path.Combine(SharedFiles.Require("data/facemask2/quirks"), "made", name));

        Assert.That(() => Decoder.Decode(file.AsSpan(0, (int)(file.Length * kept)), name), Throws.TypeOf<UnreadableSampleException>().With.Message.Contains(name));
    }

    // The bounds are what JPEG's loss, 256 colours or rounding cost; a wrong turn, wrong channels or an inverted image cost ten times as much.
    [TestCase("exif_orientation_2.jpg", 3)]
    [TestCase("exif_orientation_3.jpg", 3)]
    [TestCase("exif_orientation_4.jpg", 3)]
    [TestCase("exif_orientation_5.jpg", 3)]
    [TestCase("exif_orientation_6.jpg", 3)]
    [TestCase("exif_orientation_7.jpg", 3)]
    [TestCase("exif_orientation_8.jpg", 3)]
    [TestCase("rgba.png", 1)]
    [TestCase("lossless.webp", 1)]
    [TestCase("alpha.webp", 6)]
    [TestCase("palette.png", 12)]
    [TestCase("animated.gif", 12)]
    [TestCase("jpeg_named.png", 3)]
    [TestCase("yuv444.jpg", 3)]
    [TestCase("yuv422.jpg", 3)]
    [TestCase("trailing_garbage.jpg", 3)]
    [TestCase("cmyk.jpg", 4)]
    public void A_file_made_of_the_reference_photograph_looks_like_it(string name, double bound)
    {
        var folder = Path.Combine(SharedFiles.Require("data/facemask2/quirks"), "made");
        using var reference = Decoder.Decode(Path.Combine(folder, "reference.jpg"));
        using var image = Decoder.Decode(Path.Combine(folder, name));

        Assert.That(Pictures.Distance(image, reference), Is.LessThan(bound));
    }

    [TestCase("gray.jpg", 3)]
    [TestCase("gray16.png", 3)]
    public void A_grey_file_becomes_equal_channels_of_the_photographs_grey(string name, double bound)
    {
        var folder = Path.Combine(SharedFiles.Require("data/facemask2/quirks"), "made");
        using var reference = Decoder.Decode(Path.Combine(folder, "reference.jpg"));
        using var image = Decoder.Decode(Path.Combine(folder, name));
        foreach (var pixel in reference.Pixels.ToArray().Chunk(3).Select((pixel, index) => (pixel, index)))
        {
            var gray = (byte)Math.Round((0.299 * pixel.pixel[0]) + (0.587 * pixel.pixel[1]) + (0.114 * pixel.pixel[2]));
            reference.Pixels.Slice(pixel.index * 3, 3).Fill(gray);
        }

        Assert.That(image.Pixels.ToArray().Chunk(3).All(pixel => pixel[0] == pixel[1] && pixel[1] == pixel[2]), Is.True);
        Assert.That(Pictures.Distance(image, reference), Is.LessThan(bound));
    }
}
