using CsCheck;

namespace Lab.Tests.Randomness;

public sealed class KeyedRandomTests
{
    // Known answers of Philox4x32-10 from the Random123 distribution (Salmon et al. 2011).
    [TestCase(0u, 0u, 0u, 0u, 0u, 0u, 0x6627e8d5u, 0xe169c58du, 0xbc57ac4cu, 0x9b00dbd8u)]
    [TestCase(0xffffffffu, 0xffffffffu, 0xffffffffu, 0xffffffffu, 0xffffffffu, 0xffffffffu, 0x408f276du, 0x41c83b0eu, 0xa20bc7c6u, 0x6d5451fdu)]
    [TestCase(0x243f6a88u, 0x85a308d3u, 0x13198a2eu, 0x03707344u, 0xa4093822u, 0x299f31d0u, 0xd16cfe09u, 0x94fdccebu, 0x5001e420u, 0x24126ea1u)]
    public void The_generator_reproduces_the_published_vectors(uint a, uint b, uint c, uint d, uint key0, uint key1, uint w, uint x, uint y, uint z) =>
        Assert.That(KeyedRandom.Philox(a, b, c, d, key0, key1), Is.EqualTo((w, x, y, z)));

    [Test]
    public void Whole_numbers_stay_in_their_range() => Gen.Select(Gen.Long, Gen.Long[1, long.MaxValue]).Sample((seed, range) =>
    {
        var random = RandomKey.FromSeed(seed).CreateRandom();
        var value = random.NextInt64(range);
        return value >= 0 && value < range;
    });

    [Test]
    public void Uniform_and_normal_numbers_have_their_moments()
    {
        var random = RandomKey.FromSeed(5).CreateRandom();
        var uniform = Enumerable.Range(0, 100_000).Select(_ => random.NextDouble()).ToArray();
        var normal = Enumerable.Range(0, 100_000).Select(_ => random.NextGaussian()).ToArray();

        Assert.That(uniform.Average(), Is.EqualTo(0.5).Within(0.005));
        Assert.That(uniform.Min(), Is.GreaterThanOrEqualTo(0));
        Assert.That(uniform.Max(), Is.LessThan(1));
        Assert.That(normal.Average(), Is.EqualTo(0).Within(0.02));
        Assert.That(normal.Average(x => x * x), Is.EqualTo(1).Within(0.03));
    }

    [Test]
    public void Names_numbers_and_seeds_lead_to_different_keys()
    {
        var root = RandomKey.FromSeed(1);
        RandomKey[] keys = [root, RandomKey.FromSeed(2), root.Derive("a"), root.Derive("b"), root.Derive(1), root.Derive(2), root.Derive("a").Derive(1), root.Derive(1).Derive("a")];

        Assert.That(keys, Is.Unique);
    }

    [Test]
    public void A_shuffle_keeps_every_item_and_reaches_every_order()
    {
        var orders = new HashSet<string>();
        for (var i = 0; i < 200; i++)
        {
            int[] items = [1, 2, 3];
            RandomKey.FromSeed(i).CreateRandom().Shuffle<int>(items);
            orders.Add(string.Concat(items));
        }

        Assert.That(orders, Is.EquivalentTo(new[] { "123", "132", "213", "231", "312", "321" }));
    }
}
