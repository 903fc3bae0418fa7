namespace Lab.Loading;

/// <summary>
/// Systematic sampling: the samples stand in a row, each as long as it is expected to come, and every whole number plus one random offset marks the sample it falls on. A sample of
/// length x is marked floor(x) or ceil(x) times, and so is every run of neighbours: those of one stratum stand together.
/// </summary>
internal sealed class WeightedSampler : Sampler
{
    private readonly double[] _weights;
    private readonly int[][] _strata;
    private readonly double _sum;

    /// <param name="weights">A weight for each sample.</param>
    /// <param name="strata">The stratum of each sample, or nothing where there are none.</param>
    /// <param name="count">Samples of an epoch.</param>
    public WeightedSampler(double[] weights, int[] strata, int count)
    {
        var wrong = Array.FindIndex(weights, weight => !double.IsFinite(weight) || weight < 0);
        if (wrong >= 0)
        {
            throw new ArgumentException(FormattableString.Invariant($"The weight of sample {wrong} is {weights[wrong]}: weights are finite and not negative."), nameof(weights));
        }

        var largest = weights.DefaultIfEmpty(0).Max();
        if (count > 0 && largest <= 0)
        {
            throw new ArgumentException($"All {weights.Length} weights are 0: no sample could be drawn.", nameof(weights));
        }

        // In units of the largest, equal weights add up without rounding.
        _weights = Array.ConvertAll(weights, weight => weight / largest);
        _sum = _weights.Sum();
        Count = count;
        _strata = strata.Length == 0
            ? [[.. Enumerable.Range(0, weights.Length)]]
            : [.. Enumerable.Range(0, weights.Length).GroupBy(index => strata[index]).OrderBy(group => group.Key).Select(group => group.ToArray())];
    }

    public override int Count { get; }

    public override int[] OrderOf(RandomKey epoch)
    {
        var order = new int[Count];
        var random = epoch.CreateRandom();
        var offset = random.NextDouble();
        var (filled, passed, last) = (0, 0.0, -1);
        foreach (var stratum in _strata)
        {
            int[] row = [.. stratum];
            random.Shuffle<int>(row);
            foreach (var index in row.Where(index => _weights[index] > 0))
            {
                passed += _weights[index];
                last = index;
                var marks = Math.Min(Count, Math.Floor((passed * Count / _sum) + offset));
                while (filled < marks)
                {
                    order[filled++] = index;
                }
            }
        }

        // The sum taken in another order may fall short by a rounding.
        while (filled < Count)
        {
            order[filled++] = last;
        }

        random.Shuffle<int>(order);
        return order;
    }
}
