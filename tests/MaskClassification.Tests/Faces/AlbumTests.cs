using MaskClassification.Data;
using MaskClassification.Faces;
using SkiaSharp;

namespace MaskClassification.Tests.Faces;

public sealed class AlbumTests
{
    [Test]
    public void A_key_always_draws_the_same_bytes()
    {
        var first = Draw(RandomKey.FromSeed(5));
        var second = Draw(RandomKey.FromSeed(5));

        Assert.That(second, Is.EqualTo(first));
    }

    [Test]
    public void Another_key_draws_other_pictures() =>
        Assert.That(Draw(RandomKey.FromSeed(6))[0].Jpeg, Is.Not.EqualTo(Draw(RandomKey.FromSeed(5))[0].Jpeg));

    [Test]
    public void A_person_has_seven_different_pictures_under_the_layouts_names()
    {
        var album = Draw(RandomKey.FromSeed(5));

        Assert.That(album.Select(picture => picture.Stem), Is.EqualTo(new[] { "mask1", "mask2", "mask3", "mask4", "mask5", "incorrect_mask", "normal" }));
        Assert.That(album.Select(picture => picture.Wear).Take(5), Is.All.EqualTo(MaskWear.Worn));
        Assert.That(album.Select(picture => picture.Wear).Skip(5), Is.EqualTo(new[] { MaskWear.Wrong, MaskWear.None }));
        Assert.That(album.Select(picture => Convert.ToHexString(picture.Jpeg)), Is.Unique);
    }

    [Test]
    public void Pictures_are_jpegs_of_144_by_192()
    {
        foreach (var (stem, _, jpeg) in Draw(RandomKey.FromSeed(5)))
        {
            using var codec = SKCodec.Create(new MemoryStream(jpeg));
            Assert.That(codec.EncodedFormat, Is.EqualTo(SKEncodedImageFormat.Jpeg), stem);
            Assert.That((codec.Info.Width, codec.Info.Height), Is.EqualTo((144, 192)), stem);
        }
    }

    private static List<(string Stem, MaskWear Wear, byte[] Jpeg)> Draw(RandomKey key) => [.. Album.Draw(new Gallery(), key, Gender.Female, 40)];
}
