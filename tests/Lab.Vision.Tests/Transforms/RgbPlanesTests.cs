using Lab.Vision.Tests.Support;

namespace Lab.Vision.Tests.Transforms;

public sealed class RgbPlanesTests
{
    [Test]
    public void Channels_are_gathered_in_planes([Values(1, 15, 16, 17, 31, 48, 100)] int pixels)
    {
        using var image = Pictures.Noise(pixels, 1);
        var interleaved = image.Pixels.ToArray();
        var planes = new byte[interleaved.Length];
        RgbPlanes.Split(interleaved, planes, pixels);

        Assert.That(planes, Is.EqualTo(Enumerable.Range(0, 3).SelectMany(channel => interleaved.Where((_, index) => index % 3 == channel))));
    }

    [Test]
    public void A_row_fills_its_part_of_each_plane()
    {
        var planes = new byte[9];
        RgbPlanes.Split([1, 2, 3, 4, 5, 6], planes.AsSpan(1), 3);

        Assert.That(planes, Is.EqualTo(new byte[] { 0, 1, 4, 0, 2, 5, 0, 3, 6 }));
    }

    [Test]
    public void Sizes_that_differ_are_refused() =>
        Assert.That(() => RgbPlanes.Split(new byte[6], new byte[5], 2), Throws.ArgumentException);
}
