using Lab.Metrics;

namespace Lab.Tests.Metrics;

public sealed class ConfusionCountsTests
{
    [Test]
    public void Counts_become_csv_with_names_quoted_where_needed()
    {
        var counts = new ConfusionCounts(2);
        counts.Add(0, 1);
        counts.Add(1, 1);
        counts.Add(1, 1);

        Assert.That(counts.ToCsv(["plain", "a,\"b\""]), Is.EqualTo("target\\predicted,plain,\"a,\"\"b\"\"\"\nplain,0,1\n\"a,\"\"b\"\"\",0,2\n"));
        Assert.That(() => counts.ToCsv(["one"]), Throws.ArgumentException);
    }

    [Test]
    public void Sums_are_by_row_and_column()
    {
        var counts = new ConfusionCounts(3);
        counts.Add(0, 1);
        counts.Add(0, 1);
        counts.Add(2, 2);

        Assert.That(counts.Support(0), Is.EqualTo(2));
        Assert.That(counts.Predicted(1), Is.EqualTo(2));
        Assert.That(counts.Correct(), Is.EqualTo(1));
        Assert.That(counts.Total, Is.EqualTo(3));
        Assert.That(counts[0, 1], Is.EqualTo(2));
        Assert.That(counts.ToArray()[2, 2], Is.EqualTo(1));
    }

    [Test]
    public void A_class_out_of_range_is_refused()
    {
        var counts = new ConfusionCounts(2);

        Assert.That(() => counts.Add(0, 2), Throws.InstanceOf<ArgumentOutOfRangeException>());
        Assert.That(() => counts.Add(-1, 0), Throws.InstanceOf<ArgumentOutOfRangeException>());
        Assert.That(() => counts.Merge(new ConfusionCounts(3)), Throws.ArgumentException);
        Assert.That(() => new ConfusionCounts(0), Throws.InstanceOf<ArgumentOutOfRangeException>());
    }

    [Test]
    public void One_class_in_all_targets_and_answers_has_no_agreement_beyond_chance()
    {
        var counts = new ConfusionCounts(2);
        counts.Add(0, 0);

        Assert.That(counts.CohenKappa(), Is.NaN);
        Assert.That(counts.MatthewsCorrelation(), Is.Zero);
        Assert.That(counts.BalancedAccuracy(), Is.EqualTo(1));
        Assert.That(counts.F1(Averaging.Macro), Is.EqualTo(0.5));
        Assert.That(counts.F1(Averaging.Weighted), Is.EqualTo(1));
    }

    [Test]
    public void Auroc_of_ties_is_a_half_and_of_one_class_undefined()
    {
        Assert.That(RankedScores.Auroc([1, 1, 1], [true, false, true]), Is.EqualTo(0.5));
        Assert.That(RankedScores.Auroc([1, 2, 3], [false, false, true]), Is.EqualTo(1));
        Assert.That(RankedScores.Auroc([1, 2, 3], [true, false, false]), Is.Zero);
        Assert.That(RankedScores.Auroc([1, 2], [true, true]), Is.NaN);
        Assert.That(RankedScores.Auroc([], []), Is.NaN);
    }
}
