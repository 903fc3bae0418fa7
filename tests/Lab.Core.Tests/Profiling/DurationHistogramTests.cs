using CsCheck;
using Lab.Profiling;

namespace Lab.Tests.Profiling;

public sealed class DurationHistogramTests
{
    [Test]
    public void A_percentile_is_never_too_low_and_at_most_a_32nd_too_high() =>
        Gen.Select(Gen.OneOf(Gen.Long[0, 100], Gen.Long[0, long.MaxValue / 2]).Array[1, 50], Gen.Double[0.01, 1]).Sample((durations, share) =>
        {
            var histogram = new DurationHistogram();
            Array.ForEach(durations, histogram.Add);
            var exact = durations.Order().ElementAt((int)Math.Ceiling(share * durations.Length) - 1);
            var found = histogram.Percentile(share);

            return found >= exact && found - exact <= exact / 32;
        });

    [Test]
    public void Nothing_has_a_percentile_of_nothing() => Assert.That(new DurationHistogram().Percentile(0.95), Is.Zero);

    [Test]
    public void The_total_is_exact()
    {
        var histogram = new DurationHistogram();
        histogram.Add(1_000_003);
        histogram.Add(7);

        Assert.That((histogram.Count, histogram.Total), Is.EqualTo((2, 1_000_010)));
    }
}
