namespace Lab.Analysis;

/// <summary>Numbers that say how even, how alike or how dependent distributions are.</summary>
public static class Measures
{
    /// <summary>Entropy of the shares p_c, divided by that of equal shares: <c>-sum p_c ln p_c / ln C</c>, from 0 (one class only) to 1 (all alike). 1 for a single class.</summary>
    public static double NormalisedEntropy(IReadOnlyList<long> counts)
    {
        ArgumentNullException.ThrowIfNull(counts);
        return counts.Count < 2 ? 1 : Entropy(counts) / Math.Log(counts.Count);
    }

    /// <summary>How many classes of equal size would be as even: <c>exp(-sum p_c ln p_c)</c> (Hill 1973, order 1).</summary>
    public static double EffectiveClasses(IReadOnlyList<long> counts)
    {
        ArgumentNullException.ThrowIfNull(counts);
        return Math.Exp(Entropy(counts));
    }

    /// <summary>
    /// The population stability index of two histograms with the same bins: <c>sum (a_i - e_i) ln(a_i / e_i)</c> over their shares, in which every bin has half a sample more than was counted.
    /// By custom, below 0.1 is small and above 0.25 is a shift.
    /// </summary>
    public static double PopulationStability(IReadOnlyList<long> expected, IReadOnlyList<long> actual)
    {
        ArgumentNullException.ThrowIfNull(expected);
        ArgumentNullException.ThrowIfNull(actual);
        ArgumentOutOfRangeException.ThrowIfNotEqual(actual.Count, expected.Count);
        var (allExpected, allActual) = (expected.Sum() + (0.5 * expected.Count), actual.Sum() + (0.5 * actual.Count));
        return expected.Zip(actual).Sum(bin =>
        {
            var (e, a) = ((bin.First + 0.5) / allExpected, (bin.Second + 0.5) / allActual);
            return (a - e) * Math.Log(a / e);
        });
    }

    /// <summary>The population stability index of two samples, in the ten bins that the expected one's deciles bound; equal deciles make fewer bins.</summary>
    public static double PopulationStabilityOfValues(IReadOnlyList<double> expected, IReadOnlyList<double> actual)
    {
        ArgumentNullException.ThrowIfNull(expected);
        ArgumentNullException.ThrowIfNull(actual);
        if (expected.Count == 0 || actual.Count == 0)
        {
            return double.NaN;
        }

        double[] sorted = [.. expected.Order()];
        double[] borders = [.. Enumerable.Range(1, 9).Select(decile => sorted[decile * (sorted.Length - 1) / 10]).Distinct()];
        return PopulationStability(Counts(expected), Counts(actual));

        long[] Counts(IReadOnlyList<double> values)
        {
            var counts = new long[borders.Length + 1];
            foreach (var value in values)
            {
                // The first border that is not below the value: a bin holds its upper border.
                var at = Array.BinarySearch(borders, value);
                counts[at >= 0 ? at : ~at]++;
            }

            return counts;
        }
    }

    /// <summary>The Kolmogorov-Smirnov distance of two samples: the largest difference of their distribution functions, from 0 to 1.</summary>
    public static double KolmogorovSmirnov(IReadOnlyList<double> left, IReadOnlyList<double> right)
    {
        ArgumentNullException.ThrowIfNull(left);
        ArgumentNullException.ThrowIfNull(right);
        if (left.Count == 0 || right.Count == 0)
        {
            return double.NaN;
        }

        double[] a = [.. left.Order()];
        double[] b = [.. right.Order()];
        var (i, j, distance) = (0, 0, 0.0);
        while (i < a.Length && j < b.Length)
        {
            var value = Math.Min(a[i], b[j]);
            while (i < a.Length && a[i] == value)
            {
                i++;
            }

            while (j < b.Length && b[j] == value)
            {
                j++;
            }

            distance = Math.Max(distance, Math.Abs((i / (double)a.Length) - (j / (double)b.Length)));
        }

        return distance;
    }

    /// <summary>The association of the rows and columns of a cross table, Cramér's V: <c>sqrt(chi^2 / (n * (min(rows, columns) - 1)))</c>, from 0 (none) to 1 (each tells the other).</summary>
    public static double CramersV(IReadOnlyList<IReadOnlyList<long>> counts)
    {
        ArgumentNullException.ThrowIfNull(counts);
        long[] rows = [.. counts.Select(row => row.Sum())];
        long[] columns = [.. Enumerable.Range(0, counts.Count == 0 ? 0 : counts[0].Count).Select(column => counts.Sum(row => row[column]))];
        var all = rows.Sum();
        var ways = Math.Min(rows.Count(row => row > 0), columns.Count(column => column > 0)) - 1;
        if (ways < 1)
        {
            return 0;
        }

        var chi = 0.0;
        for (var row = 0; row < rows.Length; row++)
        {
            for (var column = 0; column < columns.Length; column++)
            {
                var expected = (double)rows[row] * columns[column] / all;
                chi += expected > 0 ? Math.Pow(counts[row][column] - expected, 2) / expected : 0;
            }
        }

        return Math.Sqrt(chi / (all * (double)ways));
    }

    private static double Entropy(IReadOnlyList<long> counts)
    {
        var all = (double)counts.Sum();
        return all == 0 ? 0 : counts.Where(count => count > 0).Sum(count => -(count / all) * Math.Log(count / all));
    }
}
