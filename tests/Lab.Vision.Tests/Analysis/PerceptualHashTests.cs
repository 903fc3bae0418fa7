using System.Numerics;
using CsCheck;

namespace Lab.Vision.Tests.Analysis;

public sealed class PerceptualHashTests
{
    [Test]
    public void A_ramp_to_the_left_sets_every_bit_and_one_to_the_right_none()
    {
        using var left = Painted(90, 64, (x, _) => (byte)(250 - (2 * x)));
        using var right = Painted(90, 64, (x, _) => (byte)(2 * x));

        Assert.That(PerceptualHash.Of(left), Is.EqualTo(ulong.MaxValue));
        Assert.That(PerceptualHash.Of(right), Is.Zero);
        Assert.That(PerceptualHash.Distance(PerceptualHash.Of(left), PerceptualHash.Of(right)), Is.EqualTo(64));
    }

    [Test]
    public void Scale_and_brightness_hardly_change_a_hash_and_another_picture_does()
    {
        static double Scene(double x, double y) => 110 + (60 * Math.Sin((5 * x) + (2 * y))) + (50 * Math.Cos((7 * y) - (3 * x)));
        using var large = Painted(300, 200, (x, y) => (byte)Scene(x / 300.0, y / 200.0));
        using var small = Painted(120, 80, (x, y) => (byte)(Scene(x / 120.0, y / 80.0) * 0.8));
        using var other = Painted(300, 200, (x, y) => (byte)Scene(y / 200.0, x / 300.0));

        Assert.That(PerceptualHash.Distance(PerceptualHash.Of(large), PerceptualHash.Of(small)), Is.LessThanOrEqualTo(3));
        Assert.That(PerceptualHash.Distance(PerceptualHash.Of(large), PerceptualHash.Of(other)), Is.GreaterThan(15));
    }

    [TestCase(1, 1)]
    [TestCase(3, 2)]
    [TestCase(17, 16)]
    [TestCase(5000, 1)]
    public void Images_of_any_size_have_a_hash_and_statistics(int width, int height)
    {
        using var image = Painted(width, height, (x, y) => (byte)(x + y));
        var statistics = ImageStatistics.Of(image);

        Assert.That(statistics.Pixels, Is.Positive);
        Assert.That(statistics.Brightness, Is.InRange(0, 255));
        Assert.That(statistics.Cells, Has.All.InRange(0, 255));
    }

    [Test]
    public void Statistics_are_means_and_deviations()
    {
        using var image = RgbImage.FromPixels(2, 1, [10, 20, 30, 30, 60, 90]);
        var statistics = ImageStatistics.Of(image);

        Assert.That(statistics.Sums, Is.EqualTo(new[] { 40.0, 80, 120 }));
        Assert.That(statistics.Squares, Is.EqualTo(new[] { 1000.0, 4000, 9000 }));
        var (dark, light) = ((0.299 * 10) + (0.587 * 20) + (0.114 * 30), (0.299 * 30) + (0.587 * 60) + (0.114 * 90));
        Assert.That(statistics.Brightness, Is.EqualTo((dark + light) / 2).Within(1e-3));
        Assert.That(statistics.Contrast, Is.EqualTo((light - dark) / 2).Within(1e-3));
    }

    [Test]
    public void The_index_finds_the_pairs_that_comparing_all_finds_each_once()
    {
        Gen.Select(Gen.ULong.Array[1, 40], Gen.Int[0, 16], Gen.Long).Sample((seeds, distance, seed) =>
        {
            // Relatives of a few hashes, by flipping some bits.
            var random = RandomKey.FromSeed(seed).CreateRandom();
            var hashes = new HashSet<ulong>(seeds);
            foreach (var hash in seeds)
            {
                var relative = hash;
                for (var flips = random.NextInt32(0, 20); flips > 0; flips--)
                {
                    relative ^= 1UL << random.NextInt32(0, 64);
                }

                hashes.Add(relative);
            }

            ulong[] all = [.. hashes];
            var found = new HashIndex(all).Pairs(distance, CancellationToken.None).ToList();
            var expected = Enumerable.Range(0, all.Length).SelectMany(i => Enumerable.Range(i + 1, all.Length - i - 1).Where(j => BitOperations.PopCount(all[i] ^ all[j]) <= distance).Select(j => (i, j)));
            return found.Order().SequenceEqual(expected.Order());
        }, iter: 30);
    }

    internal static RgbImage Painted(int width, int height, Func<int, int, byte> grey)
    {
        var image = new RgbImage(width, height);
        for (var y = 0; y < height; y++)
        {
            var row = image.Row(y);
            for (var x = 0; x < width; x++)
            {
                row.Slice(3 * x, 3).Fill(grey(x, y));
            }
        }

        return image;
    }
}
