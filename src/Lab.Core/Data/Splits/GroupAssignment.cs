namespace Lab;

/// <summary>
/// Spreads groups over parts of given shares, greedily, the largest group first: each goes where it least raises the sum, over classes
/// and parts, of count squared / (share * class total). That sum is smallest where every part holds its share of every class, so the
/// proportions are close at every step, for groups of all sizes.
/// </summary>
internal static class GroupAssignment
{
    /// <summary>The part of every sample.</summary>
    public static int[] Assign<TSample>(Dataset<TSample> dataset, double[] shares, SplitMethod method, long seed)
    {
        var groups = SampleGroup.Of(dataset, method, RandomKey.FromSeed(seed).Derive("split"));
        if (groups.Count < shares.Length)
        {
            throw new LabException(
                $"A data set of {dataset.Count} samples in {groups.Count} groups cannot be split into {shares.Length} parts: no group may lie in two of them. Add groups or ask for fewer parts.");
        }

        var parts = Array.ConvertAll(shares, share => new SplitPart(share));
        var totals = groups.SelectMany(group => group.Classes).AggregateBy(pair => pair.Class, 0, (total, pair) => total + pair.Count).ToDictionary();
        foreach (var group in groups)
        {
            parts.MinBy(part => part.Cost(group, totals, dataset.Count))!.Add(group);
        }

        FillEmpty(parts);
        var result = new int[dataset.Count];
        for (var part = 0; part < parts.Length; part++)
        {
            foreach (var sample in parts[part].Groups.SelectMany(group => group.Samples))
            {
                result[sample] = part;
            }
        }

        return result;
    }

    // A share smaller than any group: it gets the last, hence smallest, group of the fullest part.
    private static void FillEmpty(SplitPart[] parts)
    {
        foreach (var empty in parts.Where(part => part.Groups.Count == 0))
        {
            var fullest = parts.MaxBy(part => part.Groups.Count)!.Groups;
            empty.Add(fullest[^1]);
            fullest.RemoveAt(fullest.Count - 1);
        }
    }
}
