using Lab.Analysis;

namespace Lab.Tests.Analysis;

public sealed class MeasuresTests
{
    [Test]
    public void Even_classes_have_entropy_one_and_count_in_full()
    {
        Assert.That(Measures.NormalisedEntropy([7, 7, 7]), Is.EqualTo(1).Within(1e-12));
        Assert.That(Measures.EffectiveClasses([7, 7, 7]), Is.EqualTo(3).Within(1e-12));
        Assert.That(Measures.NormalisedEntropy([9, 0, 0]), Is.Zero.Within(1e-12));
        Assert.That(Measures.EffectiveClasses([3, 1]), Is.EqualTo(Math.Exp(-(0.75 * Math.Log(0.75)) - (0.25 * Math.Log(0.25)))).Within(1e-12));
        Assert.That(Measures.NormalisedEntropy([5]), Is.EqualTo(1));
    }

    [Test]
    public void The_stability_index_is_none_between_equals_and_that_of_its_formula_between_others()
    {
        Assert.That(Measures.PopulationStability([10, 30], [20, 60]), Is.LessThan(1e-3));
        var (e, a) = (10.5 / 41, 30.5 / 41);
        Assert.That(Measures.PopulationStability([10, 30], [30, 10]), Is.EqualTo(2 * ((a - e) * Math.Log(a / e))).Within(1e-12));
        Assert.That(Measures.PopulationStability([5, 0], [0, 5]), Is.GreaterThan(1).And.LessThan(10), "an empty bin is no infinity");
    }

    [Test]
    public void The_stability_index_of_numbers_looks_at_deciles()
    {
        double[] low = [.. Enumerable.Range(0, 1000).Select(i => i / 1000.0)];
        double[] high = [.. low.Select(value => value + 0.5)];

        Assert.That(Measures.PopulationStabilityOfValues(low, low), Is.Zero.Within(1e-12));
        Assert.That(Measures.PopulationStabilityOfValues(low, high), Is.GreaterThan(1));
        Assert.That(Measures.PopulationStabilityOfValues([1.0, 1, 1], [1.0, 1]), Is.LessThan(0.1), "a constant is no shift");
        Assert.That(Measures.PopulationStabilityOfValues([], low), Is.NaN);
    }

    [Test]
    public void The_distance_of_distribution_functions_is_their_largest_difference()
    {
        Assert.That(Measures.KolmogorovSmirnov([1, 2, 3, 4], [3, 4, 5, 6]), Is.EqualTo(0.5));
        Assert.That(Measures.KolmogorovSmirnov([1, 1, 1], [1, 1]), Is.Zero);
        Assert.That(Measures.KolmogorovSmirnov([1, 2], [3]), Is.EqualTo(1));
        Assert.That(Measures.KolmogorovSmirnov([], [3]), Is.NaN);
    }

    [Test]
    public void Association_is_none_for_independent_rows_and_one_where_each_tells_the_other()
    {
        Assert.That(Measures.CramersV([[10L, 20L], [20L, 40L]]), Is.Zero.Within(1e-9));
        Assert.That(Measures.CramersV([[10L, 0L], [0L, 40L]]), Is.EqualTo(1).Within(1e-9));
        Assert.That(Measures.CramersV([[10L, 5L]]), Is.Zero);
        Assert.That(Measures.CramersV([]), Is.Zero);
    }
}
