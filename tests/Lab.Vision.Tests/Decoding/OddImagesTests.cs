using Lab.Vision.Tests.Support;
using SkiaSharp;

namespace Lab.Vision.Tests.Decoding;

/// <summary>Every kind of image that is not plain RGB, made here, so that it is tested wherever the tests run.</summary>
public sealed class OddImagesTests
{
    // Made by Pillow: 16 x 16 pixels in four squares of one colour, as CMYK with Adobe's inversion.
    private const string Cmyk =
        "/9j/7gAOQWRvYmUAZAAAAAAA/9sAQwADAgIDAgIDAwMDBAMDBAUIBQUEBAUKBwcGCAwKDAwLCgsLDQ4SEA0OEQ4LCxAWEBETFBUVFQwPFxgWFBgSFBUU/8AAFAgAEAAQBEMRAE0RAFkRAEsRAP/EAB8AAAEFAQEBAQEBAAAAAAAAAAABAgMEBQYHCAkKC//EALUQAAIBAwMCBAMFBQQEAAABfQECAwAEEQUSITFBBhNRYQcicRQygZGhCCNCscEVUtHwJDNicoIJChYXGBkaJSYnKCkqNDU2Nzg5OkNERUZHSElKU1RVVldYWVpjZGVmZ2hpanN0dXZ3eHl6g4SFhoeIiYqSk5SVlpeYmZqio6Slpqeoqaqys7S1tre4ubrCw8TFxsfIycrS09TV1tfY2drh4uPk5ebn6Onq8fLz9PX29/j5+v/aAA4EQwBNAFkASwAAPwD7Ar8+q+FK/VOvwfr9kK7aituvy/r9WqK/oVr9xa9Qor//2Q==";

    // Made by Pillow: two frames of 3 x 2 pixels, the first of the colour 250, 10, 20.
    private const string AnimatedGif = "R0lGODlhAwACAIEAAPoKFAAAAAAAAAAAACH5BAAKAAAALAAAAAADAAIAAAgGAAEIHBgQACH5BAAKAAAALAAAAAADAAIAgQoU+gAAAAAAAAAAAAgGAAEIHBgQADs=";
    private const string AnimatedWebp = "UklGRogAAABXRUJQVlA4WAoAAAACAAAAAgAAAQAAQU5JTQYAAAAAAAAAAABBTk1GKgAAAAAAAAAAAAIAAAEAAGQAAAJWUDhMEQAAAC8CQAAAB1CF6pei/4GI6H8AAEFOTUYqAAAAAAAAAAAAAgAAAQAAZAAAAFZQOEwRAAAALwJAAAAHUIoqVL//gYjofwAA";

    private static readonly SkiaImageDecoder Decoder = SkiaImageDecoder.Default;

    [Test]
    public void Cmyk_has_the_colours_that_pillow_sees()
    {
        using var image = Decoder.Decode(Convert.FromBase64String(Cmyk), "cmyk.jpg");

        Assert.That(Pixel(image, 3, 3), Is.EqualTo(new[] { 200, 30, 40 }).Within(2));
        Assert.That(Pixel(image, 12, 3), Is.EqualTo(new[] { 20, 180, 60 }).Within(2));
        Assert.That(Pixel(image, 3, 12), Is.EqualTo(new[] { 30, 60, 190 }).Within(2));
        Assert.That(Pixel(image, 12, 12), Is.EqualTo(new[] { 230, 230, 220 }).Within(2));
    }

    [TestCase(AnimatedGif)]
    [TestCase(AnimatedWebp)]
    public void Of_an_animation_the_first_frame_is_taken(string file)
    {
        using var image = Decoder.Decode(Convert.FromBase64String(file), "animated");

        Assert.That((image.Width, image.Height), Is.EqualTo((3, 2)));
        Assert.That(Pixel(image, 2, 1), Is.EqualTo(new[] { 250, 10, 20 }));
    }

    [TestCase(0, 2)]
    [TestCase(2, 6)]
    [TestCase(4, 4)]
    [TestCase(6, 8)]
    public void Of_16_bits_the_high_byte_is_taken(int colourType, int bytes)
    {
        var row = new byte[5 * bytes];
        for (var i = 0; i < row.Length; i += 2)
        {
            row[i] = (byte)(i * 7);
            row[i + 1] = 0x30;
        }

        using var image = Decoder.Decode(PngWriter.Write(5, 1, 16, colourType, [row]), "16.png");

        // Grey is in all channels; behind the colours may follow alpha.
        var expected = Enumerable.Range(0, 5).SelectMany(x => Enumerable.Range(0, 3).Select(channel => row[(x * bytes) + (bytes < 6 ? 0 : channel * 2)]));
        Assert.That(image.Pixels.ToArray().Select(value => (int)value), Is.EqualTo(expected.Select(value => (int)value)).Within(1));
    }

    [Test]
    public void A_palette_with_transparency_keeps_its_colours()
    {
        var file = PngWriter.Write(3, 1, 8, PngWriter.Palette, [[2, 1, 0]], [10, 20, 30, 40, 50, 60, 70, 80, 90], [0, 128, 255]);
        using var image = Decoder.Decode(file, "palette.png");

        Assert.That(image.Pixels.ToArray(), Is.EqualTo(new byte[] { 70, 80, 90, 40, 50, 60, 10, 20, 30 }));
    }

    [Test]
    public void One_bit_becomes_black_and_white()
    {
        using var image = Decoder.Decode(PngWriter.Write(3, 1, 1, 0, [[0b101_00000]]), "onebit.png");

        Assert.That(image.Pixels.ToArray(), Is.EqualTo(new byte[] { 255, 255, 255, 0, 0, 0, 255, 255, 255 }));
    }

    [TestCase(1, 1)]
    [TestCase(4000, 1)]
    [TestCase(1, 4000)]
    public void An_image_of_one_pixel_row_or_column_is_read_and_resized(int width, int height)
    {
        var file = PngWriter.Write(width, height, 8, 2, Enumerable.Range(0, height).Select(y => Enumerable.Range(0, width * 3).Select(x => (byte)(x + y)).ToArray()));
        using var image = Decoder.Decode(file, "thin.png");
        using var small = new Resize(7, 5).Apply(image, default);

        Assert.That((image.Width, image.Height, small.Width, small.Height), Is.EqualTo((width, height, 7, 5)));
    }

    [Test]
    public void A_sliver_that_a_resize_would_blow_up_is_refused()
    {
        var sliver = PngWriter.Write(1, 5000, 8, 0, [new byte[1]]);

        Assert.That(() => Decoder.Decode(sliver, "sliver.png"), Throws.TypeOf<UnreadableSampleException>().With.Message.Contains("sliver.png").And.Message.Contains("4096"));
    }

    [Test]
    public void A_small_file_that_claims_a_huge_image_is_refused_by_its_header()
    {
        var bomb = PngWriter.Write(60_000, 60_000, 8, 0, [new byte[60_000]]);
        var before = GC.GetTotalAllocatedBytes();

        Assert.That(() => Decoder.Decode(bomb, "bomb.png"), Throws.TypeOf<UnreadableSampleException>().With.Message.Contains("60000 x 60000").And.Message.Contains("limit"));
        Assert.That(GC.GetTotalAllocatedBytes() - before, Is.LessThan(1_000_000));
    }

    [Test]
    public void A_jpeg_is_turned_as_its_exif_says([Range(1, 8)] int orientation)
    {
        using var picture = Pictures.Ramp(24, 16);
        var plain = Pictures.Encode(picture, SKEncodedImageFormat.Jpeg);
        using var turned = Decoder.Decode(Exif.WithOrientation(plain, orientation), "exif.jpg");
        using var stored = new SkiaImageDecoder(new ImageDecoderOptions { ApplyOrientation = false }).Decode(Exif.WithOrientation(plain, orientation), "exif.jpg");

        // The ramp is black at the top left of what is stored, and yellow opposite.
        var (black, yellow) = orientation switch
        {
            1 => ((0, 0), (23, 15)),
            2 => ((23, 0), (0, 15)),
            3 => ((23, 15), (0, 0)),
            4 => ((0, 15), (23, 0)),
            5 => ((0, 0), (15, 23)),
            6 => ((15, 0), (0, 23)),
            7 => ((15, 23), (0, 0)),
            _ => ((0, 23), (15, 0)),
        };
        Assert.That((stored.Width, stored.Height), Is.EqualTo((24, 16)));
        Assert.That((turned.Width, turned.Height), Is.EqualTo(orientation < 5 ? (24, 16) : (16, 24)));
        Assert.That(Pixel(turned, black.Item1, black.Item2), Is.EqualTo(new[] { 0, 0, 0 }).Within(12));
        Assert.That(Pixel(turned, yellow.Item1, yellow.Item2), Is.EqualTo(new[] { 255, 255, 0 }).Within(12));
    }

    [Test]
    public void A_file_under_another_formats_name_is_what_its_content_is()
    {
        using var folder = new TemporaryFolder();
        using var picture = Pictures.Noise(9, 7);
        using var image = Decoder.Decode(folder.Write("얼굴 사진.jpg", Pictures.Encode(picture, SKEncodedImageFormat.Png)));

        Assert.That(image.Pixels.ToArray(), Is.EqualTo(picture.Pixels.ToArray()));
    }

    private static int[] Pixel(RgbImage image, int x, int y) => [.. image.Row(y).Slice(x * 3, 3).ToArray().Select(value => (int)value)];
}
