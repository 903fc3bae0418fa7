using Lab.Vision.Tests.Support;
using SkiaSharp;

namespace Lab.Vision.Tests.Decoding;

/// <summary>What a request asks for that there is not is an error of the request, with every decoder.</summary>
public sealed class ImageRequestTests
{
    private static readonly ImageDecoder[] Decoders = [new JpegDecoder(), new SkiaImageDecoder()];

    private static readonly ImageRegion[] Outside =
    [
        new(-1, 0, 4, 4), new(0, -1, 4, 4), new(0, 0, -1, 4), new(0, 0, 4, -1), new(0, 0, 41, 4), new(0, 0, 4, 25), new(40, 0, 1, 1), new(0, 24, 1, 1), new(41, 0, 0, 0), new(0, 25, 0, 0),
        new(int.MinValue, 0, 1, 1), new(0, int.MaxValue, 1, 1), new(1, 1, int.MaxValue, 1), new(1, 1, 1, int.MaxValue), new(int.MaxValue, int.MaxValue, int.MaxValue, int.MaxValue),
    ];

    private readonly byte[] _file;

    public ImageRequestTests()
    {
        using var image = Pictures.Made(40, 24);
        _file = Pictures.EncodeJpeg(image, 90, SKJpegEncoderDownsample.Downsample420);
    }

    [Test]
    public void A_scale_that_there_is_not_is_an_error([ValueSource(nameof(Decoders))] ImageDecoder decoder, [Values(0, -1, 3, 5, 16, int.MinValue, int.MaxValue)] int reduction) =>
        Assert.That(() => decoder.Decode(_file, "memory", new FixedReduction(reduction)), Throws.ArgumentException.With.Message.Contains($"FixedReduction.ReductionFor gave {reduction} for an image of 40 x 24"));

    [Test]
    public void So_is_a_region_outside_the_image([ValueSource(nameof(Decoders))] ImageDecoder decoder, [ValueSource(nameof(Outside))] ImageRegion region) =>
        Assert.That(() => decoder.Decode(_file, "memory", new FixedRegion(1, region)), Throws.ArgumentException.With.Message.Contains("not within 40 x 24"));

    [Test]
    public void A_region_may_be_empty([ValueSource(nameof(Decoders))] ImageDecoder decoder, [Values(0, 7, 40)] int left, [Values(0, 9, 24)] int top, [Values] bool isWide)
    {
        using var decoded = decoder.Decode(_file, "memory", new FixedRegion(1, new ImageRegion(left, top, isWide ? 40 - left : 0, isWide ? 0 : 24 - top)));

        Assert.That(decoded.Size, Is.EqualTo(new ImageSize(40, 24)));
    }

    [Test]
    public void What_a_request_throws_comes_as_it_is_and_the_decoder_goes_on()
    {
        var decoder = new JpegDecoder();
        using var expected = SkiaImageDecoder.Default.Decode(_file, "memory");

        Assert.That(() => decoder.Decode(_file, "memory", new Throwing()), Throws.TypeOf<NotSupportedException>());
        using var decoded = decoder.Decode(_file, "memory");
        Assert.That(decoded.Pixels.SequenceEqual(expected.Pixels), Is.True);
    }

    private sealed class Throwing : ImageRequest
    {
        public override int ReductionFor(ImageSize size) => 1;

        public override ImageRegion RegionFor(ImageSize reduced) => throw new NotSupportedException();
    }
}
