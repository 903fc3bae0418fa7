using CsCheck;
using Lab.Searches;

namespace Lab.Tests.Searches;

public sealed class BatchSizeGrowthTests
{
    [Test]
    public void The_largest_size_that_fits_is_found_to_within_a_sixteenth_in_few_tries() =>
        Gen.Select(Gen.Int[1, 64], Gen.Int[0, 100_000], Gen.Int[0, 200_000]).Sample((minimum, more, limit) =>
        {
            var maximum = minimum + more;
            var tried = new List<int>();
            BatchSizeGrowth.Search(minimum, maximum, size =>
            {
                tried.Add(size);
                return size <= limit;
            });
            var reachable = Math.Min(limit, maximum);
            var found = tried.Where(size => size <= limit).DefaultIfEmpty(0).Max();

            return tried.Distinct().Count() == tried.Count
                && tried.TrueForAll(size => size >= minimum && size <= maximum)
                && tried.Count <= 24
                && (reachable < minimum ? found == 0 && tried.Count == 1 : reachable - found <= Math.Max(1, found / 16));
        });

    [Test]
    public void Sizes_double_and_then_the_gap_is_halved()
    {
        var tried = new List<int>();
        BatchSizeGrowth.Search(2, 1000, size =>
        {
            tried.Add(size);
            return size <= 21;
        });

        Assert.That(tried, Is.EqualTo(new[] { 2, 4, 8, 16, 32, 24, 20, 22, 21 }));
    }

    [Test]
    public void The_largest_size_that_is_allowed_ends_it()
    {
        var tried = new List<int>();
        BatchSizeGrowth.Search(3, 10, size =>
        {
            tried.Add(size);
            return true;
        });

        Assert.That(tried, Is.EqualTo(new[] { 3, 6, 10 }));
    }
}
