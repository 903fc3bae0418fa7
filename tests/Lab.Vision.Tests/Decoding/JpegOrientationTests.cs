using Lab.Vision.Tests.Support;
using SkiaSharp;

namespace Lab.Vision.Tests.Decoding;

public sealed class JpegOrientationTests
{
    [Test]
    public void Both_byte_orders_are_read([Range(1, 8)] int orientation, [Values] bool little) =>
        Assert.That(JpegOrientation.Read(WithExif(Exif(orientation, little))), Is.EqualTo(orientation));

    [Test]
    public void It_is_what_skia_reads([Range(0, 9)] int orientation, [Values] bool little)
    {
        var file = WithExif(Exif(orientation, little));
        using var data = SKData.CreateCopy(file);
        using var codec = SKCodec.Create(data);

        Assert.That(JpegOrientation.Read(file), Is.EqualTo((int)codec.EncodedOrigin));
    }

    [Test]
    public void A_header_cut_anywhere_means_upright_and_is_never_read_beyond()
    {
        var file = WithExif(Exif(6, little: true));
        foreach (var length in Enumerable.Range(0, 60))
        {
            Assert.That(JpegOrientation.Read(file.AsSpan(0, Math.Min(length, file.Length))), Is.EqualTo(1).Or.EqualTo(6));
        }
    }

    [Test]
    public void A_turned_photograph_is_turned_at_every_scale([Values(1, 2, 4, 8)] int reduction, [Range(2, 8)] int orientation)
    {
        using var image = Pictures.Ramp(48, 32);
        var file = WithExif(Exif(orientation, little: false), Pictures.Encode(image, SKEncodedImageFormat.Jpeg));
        var request = new FixedReduction(reduction);
        using var whole = SkiaImageDecoder.Default.Decode(file, "memory");
        using var reduced = SkiaImageDecoder.Default.Decode(file, "memory", request);
        using var expected = new Resize(whole.Width / reduction, whole.Height / reduction, ResampleFilter.Box).Apply(whole, RandomKey.FromSeed(1));

        Assert.That(request.Asked, Is.EqualTo(whole.Size));
        Assert.That(whole.Size, Is.EqualTo(orientation >= 5 ? new ImageSize(32, 48) : new ImageSize(48, 32)));
        Assert.That(Pictures.Distance(reduced, expected), Is.LessThan(3));
    }

    private static byte[] WithExif(byte[] exif, byte[]? jpeg = null)
    {
        if (jpeg is null)
        {
            using var image = Pictures.Ramp(8, 8);
            jpeg = Pictures.Encode(image, SKEncodedImageFormat.Jpeg);
        }

        return [.. jpeg.AsSpan(0, 2), 0xFF, 0xE1, (byte)((exif.Length + 2) >> 8), (byte)(exif.Length + 2), .. exif, .. jpeg.AsSpan(2)];
    }

    private static byte[] Exif(int orientation, bool little)
    {
        byte[] Word(int value) => little ? [(byte)value, (byte)(value >> 8)] : [(byte)(value >> 8), (byte)value];
        byte[] Double(int value) => little ? [.. Word(value), 0, 0] : [0, 0, .. Word(value)];
        byte[] start = little ? [.. "II"u8, 42, 0] : [.. "MM"u8, 0, 42];

        // One directory of two entries: an image width, and the orientation.
        return [.. "Exif\0\0"u8, .. start, .. Double(8), .. Word(2), .. Word(0x0100), .. Word(3), .. Double(1), .. Word(8), 0, 0, .. Word(0x0112), .. Word(3), .. Double(1), .. Word(orientation), 0, 0, .. Double(0)];
    }
}
