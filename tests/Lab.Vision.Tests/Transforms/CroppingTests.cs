using Lab.Vision.Tests.Support;

namespace Lab.Vision.Tests.Transforms;

public sealed class CroppingTests
{
    private static readonly RandomKey Key = RandomKey.FromSeed(1);

    [Test]
    public void The_centre_is_cut_out()
    {
        using var image = Reds("abcde/fghij/klmno");
        using var crop = new CenterCrop(3, 1).Apply(image, Key);

        Assert.That(Letters(crop), Is.EqualTo("ghi"));
    }

    // torchvision: int(round(surplus / 2)) with half to even: surplus 1 starts at 0, surplus 3 at 2.
    [TestCase(4, 0)]
    [TestCase(2, 2)]
    public void An_odd_surplus_is_halved_to_even(int width, int first)
    {
        using var image = Reds("abcde");
        using var crop = new CenterCrop(width, 1).Apply(image, Key);

        Assert.That(Letters(crop), Is.EqualTo("abcde".Substring(first, width)));
    }

    [Test]
    public void A_crop_larger_than_the_image_centres_it_on_black()
    {
        using var image = Reds("ab");
        using var crop = new CenterCrop(5, 3).Apply(image, Key);

        Assert.That(Letters(crop), Is.EqualTo("...../.ab../....."));
    }

    [Test]
    public void Padding_adds_a_border_of_the_colour()
    {
        using var image = Reds("ab");
        using var padded = new Pad(1, 0, 2, 1, new RgbColor((byte)'x', 1, 2)).Apply(image, Key);

        Assert.That(Letters(padded), Is.EqualTo("xabxx/xxxxx"));
        Assert.That(padded.Row(1)[..3].ToArray(), Is.EqualTo(new byte[] { (byte)'x', 1, 2 }));
    }

    [Test]
    public void A_random_crop_reaches_every_place_and_only_those()
    {
        using var image = Reds("abcd/efgh/ijkl");
        var seen = new HashSet<string>();
        for (var sample = 0; sample < 300; sample++)
        {
            using var crop = new RandomCrop(3, 2).Apply(image, Key.Derive(sample));
            seen.Add(Letters(crop));
        }

        Assert.That(seen, Is.EquivalentTo(new[] { "abc/efg", "bcd/fgh", "efg/ijk", "fgh/jkl" }));
    }

    [Test]
    public void Padding_lets_a_random_crop_reach_beyond_the_image()
    {
        using var image = Reds("ab");
        var seen = new HashSet<string>();
        for (var sample = 0; sample < 300; sample++)
        {
            using var crop = new RandomCrop(2, 1, padding: 1).Apply(image, Key.Derive(sample));
            seen.Add(Letters(crop));
        }

        Assert.That(seen, Is.EquivalentTo(new[] { "..", ".a", "ab", "b." }));
    }

    [Test]
    public void A_random_crop_of_too_small_an_image_says_both_sizes()
    {
        using var image = Reds("ab");

        Assert.That(() => new RandomCrop(3, 1).Apply(image, Key), Throws.TypeOf<LabException>().With.Message.Contains("2 x 1").And.Message.Contains("3 x 1"));
    }

    [Test]
    public void A_flip_mirrors_rows_and_keeps_the_order_of_channels([Values(1, 2, 3, 8)] int width)
    {
        using var image = Pictures.Noise(width, 3);
        var before = image.Pixels.ToArray();
        using var flipped = new RandomHorizontalFlip(1).Apply(image, Key);

        var mirrored = before.Chunk(width * 3).SelectMany(row => row.Chunk(3).Reverse().SelectMany(pixel => pixel)).ToArray();
        Assert.That(image.Pixels.ToArray(), Is.EqualTo(before));
        Assert.That(flipped.Pixels.ToArray(), Is.EqualTo(mirrored));
    }

    [TestCase(0, 0)]
    [TestCase(0.5, 1000)]
    [TestCase(1, 2000)]
    public void A_flip_happens_with_its_probability(double probability, int expected)
    {
        var flip = new RandomHorizontalFlip(probability);
        var flips = 0;
        for (var sample = 0; sample < 2000; sample++)
        {
            using var image = Reds("ab");
            using var result = flip.Apply(image, Key.Derive(sample));
            flips += Letters(result) == "ba" ? 1 : 0;
        }

        Assert.That(flips, Is.EqualTo(expected).Within(probability is 0 or 1 ? 0 : 90));
    }

    [TestCase(-0.1)]
    [TestCase(1.1)]
    [TestCase(double.NaN)]
    public void A_probability_outside_0_to_1_is_refused(double probability) =>
        Assert.That(() => new RandomHorizontalFlip(probability), Throws.TypeOf<ArgumentOutOfRangeException>());

    private static RgbImage Reds(string rows)
    {
        var lines = rows.Split('/');
        return RgbImage.FromPixels(lines[0].Length, lines.Length, string.Concat(lines).SelectMany(letter => new byte[] { (byte)letter, 1, 2 }).ToArray());
    }

    private static string Letters(RgbImage image) => string.Join('/', image.Pixels.ToArray()
        .Chunk(3).Select(pixel => pixel[0] == 0 ? '.' : (char)pixel[0])
        .Chunk(image.Width).Select(row => new string(row)));
}
