using CsCheck;

namespace Lab.Tests.Loading;

public sealed class SamplerTests
{
    private static readonly Gen<double[]> AnyWeights = Gen.Frequency((1, Gen.Const(0.0)), (4, Gen.Double[0.001, 50]), (2, Gen.Const(1.0))).Array[1, 60].Where(weights => weights.Any(weight => weight > 0));

    private static readonly RandomKey Key = RandomKey.FromSeed(3);

    [Test]
    public void Weighted_samples_come_their_number_of_times_rounded_down_or_up()
    {
        Gen.Select(AnyWeights, Gen.Int[0, 300], Gen.Long).Sample((weights, count, seed) =>
        {
            var order = Sampler.Weighted(weights, count).OrderOf(RandomKey.FromSeed(seed));
            return order.Length == count && Expected(weights, count).Index().All(pair =>
            {
                var times = order.Count(index => index == pair.Index);
                return times >= Math.Floor(pair.Item - 1e-9) && times <= Math.Ceiling(pair.Item + 1e-9) && (weights[pair.Index] > 0 || times == 0);
            });
        });
    }

    [Test]
    public void Over_many_epochs_weighted_samples_come_as_often_as_their_weights_say()
    {
        double[] weights = [1, 2, 0, 0.5, 3.7];
        var sampler = Sampler.Weighted(weights, 3);
        var counts = new double[5];
        for (var epoch = 0; epoch < 4000; epoch++)
        {
            foreach (var index in sampler.OrderOf(Key.Derive(epoch)))
            {
                counts[index]++;
            }
        }

        Assert.That(counts.Select(count => count / 4000), Is.EqualTo(Expected(weights, 3)).Within(0.03));
    }

    [Test]
    public void Equal_weights_draw_every_sample_once_and_fewer_than_all_without_repeats()
    {
        double[] weights = [.. Enumerable.Repeat(0.1, 1000)];

        Assert.That(Sampler.Weighted(weights).OrderOf(Key).Order(), Is.EqualTo(Enumerable.Range(0, 1000)));
        Assert.That(Sampler.Weighted(weights, 300).OrderOf(Key).Distinct().Count(), Is.EqualTo(300));
        Assert.That(Sampler.Weighted(weights, 2500).OrderOf(Key).CountBy(index => index).Select(pair => pair.Value), Has.All.InRange(2, 3));
    }

    [Test]
    public void Balanced_classes_come_alike_and_so_do_the_samples_of_a_class()
    {
        Gen.Select(Gen.Int[0, 6].Array[1, 80], Gen.Int[0, 200], Gen.Double[0, 1], Gen.Long).Sample((classes, count, balance, seed) =>
        {
            var order = Sampler.ClassBalanced(classes, balance, count).OrderOf(RandomKey.FromSeed(seed));
            var sizes = classes.CountBy(label => label).ToDictionary();
            var sum = sizes.Values.Sum(size => Math.Pow(size, 1 - balance));
            return order.Length == count && sizes.All(size =>
            {
                var expected = count * Math.Pow(size.Value, 1 - balance) / sum;
                var drawn = order.Where(index => classes[index] == size.Key).CountBy(index => index).Select(pair => pair.Value).ToList();
                return Math.Abs(drawn.Sum() - expected) < 1 + 1e-6 && drawn.All(times => Math.Abs(times - (expected / size.Value)) < 1 + 1e-6);
            });
        });
    }

    [Test]
    public void A_repeat_factor_brings_every_sample_and_rare_ones_by_the_square_root()
    {
        // 100 samples: 90 of class 0, 9 of class 1, 1 of class 2; threshold 0.36.
        int[] classes = [.. Enumerable.Repeat(0, 90), .. Enumerable.Repeat(1, 9), 2];
        var sampler = Sampler.RepeatFactor(classes, 0.36);
        var order = sampler.OrderOf(Key);

        Assert.That(sampler.Count, Is.EqualTo(90 + (9 * 2) + 6));
        Assert.That(order.CountBy(index => classes[index]).OrderBy(pair => pair.Key).Select(pair => pair.Value), Is.EqualTo(new[] { 90, 18, 6 }));
        Assert.That(order.Distinct().Count(), Is.EqualTo(100));
    }

    [Test]
    public void No_sample_is_left_out_where_the_repetitions_are_no_whole_number()
    {
        // 10 samples, of which one is to come sqrt(1.2) times: 10.1 in all.
        int[] classes = [0, 0, 0, 0, 0, 0, 0, 0, 0, 1];
        var sampler = Sampler.RepeatFactor(classes, 0.12);

        Assert.That(sampler.Count, Is.EqualTo(11));
        Gen.Select(Gen.Int[0, 6].Array[1, 80], Gen.Double[0.01, 1], Gen.Long).Sample((labels, threshold, seed) =>
            Sampler.RepeatFactor(labels, threshold).OrderOf(RandomKey.FromSeed(seed)).Distinct().Count() == labels.Length);
    }

    [Test]
    public void An_order_is_a_function_of_the_key_alone()
    {
        Sampler[] samplers =
        [
            Sampler.Shuffled(50), Sampler.Weighted([.. Enumerable.Range(1, 50).Select(i => (double)i)]), Sampler.ClassBalanced([.. Enumerable.Range(0, 50).Select(i => i % 3)]),
            Sampler.RepeatFactor([.. Enumerable.Range(0, 50).Select(i => i % 3)], 0.5), Sampler.Repeated(Sampler.Shuffled(20), 3), Sampler.Subset(Enumerable.Range(10, 30)),
        ];
        foreach (var sampler in samplers)
        {
            var order = sampler.OrderOf(Key);
            Assert.That(order, Has.Length.EqualTo(sampler.Count));
            Assert.That(sampler.OrderOf(Key), Is.EqualTo(order));
            Assert.That(sampler.OrderOf(Key.Derive(1)), Is.Not.EqualTo(order));
        }
    }

    [Test]
    public void Repeated_passes_each_bring_everything_in_an_order_of_their_own()
    {
        var order = Sampler.Repeated(Sampler.Shuffled(30), 3).OrderOf(Key);

        Assert.That(order.Chunk(30).Select(pass => pass.Order()), Is.All.EqualTo(Enumerable.Range(0, 30)));
        Assert.That(order.Chunk(30).First(), Is.Not.EqualTo(order.Chunk(30).Last()));
    }

    [Test]
    public void A_subset_brings_its_samples_only() => Assert.That(Sampler.Subset([7, 3, 9]).OrderOf(Key).Order(), Is.EqualTo(new[] { 3, 7, 9 }));

    [Test]
    public void Data_without_samples_has_epochs_without_samples()
    {
        Sampler[] samplers = [Sampler.Sequential(0), Sampler.Shuffled(0), Sampler.Weighted([]), Sampler.ClassBalanced([]), Sampler.RepeatFactor([], 0.1), Sampler.Repeated(Sampler.Shuffled(0), 2), Sampler.Subset([])];

        Assert.That(samplers.Select(sampler => sampler.OrderOf(Key)), Is.All.Empty);
    }

    [Test]
    public void Wrong_weights_are_named()
    {
        Assert.That(() => Sampler.Weighted([1, -2]), Throws.ArgumentException.With.Message.Contains("sample 1 is -2"));
        Assert.That(() => Sampler.Weighted([double.NaN]), Throws.ArgumentException);
        Assert.That(() => Sampler.Weighted([1, double.PositiveInfinity]), Throws.ArgumentException);
        Assert.That(() => Sampler.Weighted([0, 0]), Throws.ArgumentException.With.Message.Contains("All 2 weights are 0"));
        Assert.That(() => Sampler.ClassBalanced([0], 1.1), Throws.TypeOf<ArgumentOutOfRangeException>());
        Assert.That(() => Sampler.RepeatFactor([0], 0), Throws.TypeOf<ArgumentOutOfRangeException>());
        Assert.That(() => Sampler.Repeated(Sampler.Shuffled(3), 0), Throws.TypeOf<ArgumentOutOfRangeException>());
        Assert.That(Sampler.Weighted([double.MaxValue, double.MaxValue]).OrderOf(Key).Order(), Is.EqualTo(new[] { 0, 1 }));
    }

    private static double[] Expected(double[] weights, int count) => [.. weights.Select(weight => count * weight / weights.Sum())];
}
