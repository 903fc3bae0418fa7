using MaskClassification.Data;
using MaskClassification.Faces;

namespace MaskClassification.Tests.Faces;

public sealed class GalleryTests
{
    private static readonly RandomKey First = RandomKey.FromSeed(1);
    private static readonly RandomKey Second = RandomKey.FromSeed(2);

    // Alike from the keys that are given, another way from those that are derived.
    private static Picture Draw(RandomKey key) => key == First || key == Second ? new([1], [0.6f, 0.8f]) : new([2], [0.8f, -0.6f]);

    [Test]
    public void A_picture_that_is_like_another_person_s_is_taken_again()
    {
        var gallery = new Gallery();
        Assert.That(gallery.Take(First, Draw), Is.EqualTo(new byte[] { 1 }));
        gallery.NextPerson();

        Assert.That(gallery.Take(Second, Draw), Is.EqualTo(new byte[] { 2 }));
    }

    [Test]
    public void The_pictures_of_a_person_may_be_alike()
    {
        var gallery = new Gallery();
        gallery.Take(First, Draw);

        Assert.That(gallery.Take(Second, Draw), Is.EqualTo(new byte[] { 1 }));
    }

    [Test]
    public void The_same_picture_correlates_with_itself_wholly_and_with_its_other_poses_less()
    {
        var person = Casting.Invent(First, Gender.Female, 40);
        var (one, same, other) = (Draw(First), Draw(First), Draw(Second));

        Assert.That(Correlation(one, same), Is.EqualTo(1).Within(1e-5));
        Assert.That(Correlation(one, other), Is.LessThan(0.999));

        Picture Draw(RandomKey key) => Portrait.Draw(person, Palette.Rooms[0], 0, MaskSeat.OverNose, key);
        static float Correlation(Picture a, Picture b) => a.Cells.Zip(b.Cells, (x, y) => x * y).Sum();
    }
}
