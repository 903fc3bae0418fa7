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

    // Mean a / (a + b), variance a b / ((a + b)^2 (a + b + 1)).
    [TestCase(1, 1)]
    [TestCase(0.2, 0.2)]
    [TestCase(0.8, 0.8)]
    [TestCase(5, 2)]
    [TestCase(0.001, 0.001)]
    public void Beta_numbers_have_their_moments(double alpha, double beta)
    {
        var random = RandomKey.FromSeed(7).CreateRandom();
        var numbers = Enumerable.Range(0, 50_000).Select(_ => random.NextBeta(alpha, beta)).ToArray();
        var mean = alpha / (alpha + beta);

        Assert.That(numbers, Is.All.InRange(0, 1));
        Assert.That(numbers.Average(), Is.EqualTo(mean).Within(0.01));
        Assert.That(numbers.Average(x => (x - mean) * (x - mean)), Is.EqualTo(mean * (1 - mean) / (alpha + beta + 1)).Within(0.003));
    }

    // Beta(1, 1) is uniform, Beta(1/2, 1/2) the arcsine distribution.
    [Test]
    public void Beta_numbers_have_their_quantiles()
    {
        var random = RandomKey.FromSeed(8).CreateRandom();
        var uniform = Enumerable.Range(0, 50_000).Select(_ => random.NextBeta(1, 1)).Order().ToArray();
        var arcsine = Enumerable.Range(0, 50_000).Select(_ => random.NextBeta(0.5, 0.5)).Order().ToArray();
        foreach (var share in new[] { 0.01, 0.1, 0.3, 0.5, 0.9 })
        {
            Assert.That(uniform[(int)(share * 50_000)], Is.EqualTo(share).Within(0.01));
            Assert.That(arcsine[(int)(share * 50_000)], Is.EqualTo(Math.Pow(Math.Sin(Math.PI * share / 2), 2)).Within(0.01));
        }
    }

    [Test]
    public void Shares_of_a_Dirichlet_distribution_sum_to_one_and_are_alike_on_average()
    {
        var random = RandomKey.FromSeed(9).CreateRandom();
        var sums = new double[3];
        Span<double> shares = stackalloc double[3];
        for (var i = 0; i < 10_000; i++)
        {
            random.NextDirichlet(shares, i % 2 == 0 ? 1 : 0.01);
            Assert.That(shares[0] + shares[1] + shares[2], Is.EqualTo(1).Within(1e-12));
            for (var part = 0; part < 3; part++)
            {
                sums[part] += shares[part];
            }
        }

        Assert.That(sums, Is.All.EqualTo(10_000 / 3.0).Within(150));
        Assert.That(() => random.NextBeta(0, 1), Throws.TypeOf<ArgumentOutOfRangeException>());
    }
}
