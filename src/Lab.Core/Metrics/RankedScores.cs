namespace Lab.Metrics;

/// <summary>The exact area under the receiver operating characteristic, by ranks.</summary>
internal static class RankedScores
{
    /// <summary>
    /// The share of (positive, negative) pairs in which the positive has the higher score, equal ones counting half (Mann and Whitney 1947); NaN without a pair.
    /// Ranks are halves of whole numbers, so the order of the samples changes no bit.
    /// </summary>
    public static double Auroc(double[] scores, bool[] positive)
    {
        var order = (bool[])positive.Clone();
        var sorted = (double[])scores.Clone();
        Array.Sort(sorted, order);
        if (sorted.Length > 0 && double.IsNaN(sorted[0]))
        {
            return double.NaN;
        }

        var rankSum = 0.0;
        var positives = 0L;
        for (var start = 0; start < sorted.Length;)
        {
            var end = start;
            var here = 0L;
            for (; end < sorted.Length && sorted[end] == sorted[start]; end++)
            {
                here += order[end] ? 1 : 0;
            }

            rankSum += here * ((start + 1 + end) / 2.0);
            positives += here;
            start = end;
        }

        var negatives = sorted.Length - positives;
        return (rankSum - (positives * (positives + 1) / 2.0)) / ((double)positives * negatives);
    }
}
