namespace Lab;

/// <summary>
/// Spreads groups over parts of given shares, greedily, the largest group first: each goes where it least raises the sum, over classes
/// and parts, of count squared / (share * class total). That sum is smallest where every part holds its share of every class, so the
/// proportions are close at every step, for groups of all sizes.
/// </summary>
internal static class GroupAssignment
{
    /// <summary>The part of every sample.</summary>
    public static int[] Assign<TSample>(Dataset<TSample> dataset, double[] shares, long seed)
    {
        var groups = SampleGroup.Of(dataset, RandomKey.FromSeed(seed).Derive("split"));
        if (groups.Count < shares.Length)
        {
            throw new LabException(
                $"A data set of {dataset.Count} samples in {groups.Count} groups cannot be split into {shares.Length} parts: no group may lie on two sides. Add groups or ask for fewer parts.");
        }

        var parts = Distribute(groups, shares);
        FillEmpty(parts);
        var result = new int[dataset.Count];
        for (var part = 0; part < parts.Length; part++)
        {
            foreach (var sample in parts[part].SelectMany(group => group.Samples))
            {
                result[sample] = part;
            }
        }

        return result;
    }

    private static List<SampleGroup>[] Distribute(List<SampleGroup> groups, double[] shares)
    {
        var classes = groups[0].ClassCounts.Length;
        var totals = Totals(groups, classes);
        var counts = shares.Select(_ => new long[classes]).ToArray();
        var sizes = new long[shares.Length];
        var parts = shares.Select(_ => new List<SampleGroup>()).ToArray();
        foreach (var group in groups)
        {
            var best = 0;
            var lowest = double.PositiveInfinity;
            for (var part = 0; part < shares.Length; part++)
            {
                var cost = Cost(group, counts[part], sizes[part], totals) / shares[part];
                if (cost < lowest)
                {
                    (best, lowest) = (part, cost);
                }
            }

            parts[best].Add(group);
            sizes[best] += group.Samples.Count;
            for (var label = 0; label < classes; label++)
            {
                counts[best][label] += group.ClassCounts[label];
            }
        }

        return parts;
    }

    private static double Cost(SampleGroup group, long[] counts, long size, long[] totals)
    {
        var cost = 0.0;
        for (var label = 0; label < counts.Length; label++)
        {
            double added = group.ClassCounts[label];
            cost += added * ((2 * counts[label]) + added) / totals[label];
        }

        // The size counts as much as an average class, or classes too small to be shared out would all fall to one part.
        double samples = group.Samples.Count;
        return cost + (samples * ((2 * size) + samples) * counts.Length / totals.Sum());
    }

    private static long[] Totals(List<SampleGroup> groups, int classes)
    {
        var totals = new long[classes];
        foreach (var group in groups)
        {
            for (var label = 0; label < classes; label++)
            {
                totals[label] += group.ClassCounts[label];
            }
        }

        return totals;
    }

    // A share smaller than any group: it gets the last, hence smallest, group of the fullest part.
    private static void FillEmpty(List<SampleGroup>[] parts)
    {
        foreach (var empty in parts.Where(part => part.Count == 0))
        {
            var fullest = parts.MaxBy(part => part.Count)!;
            empty.Add(fullest[^1]);
            fullest.RemoveAt(fullest.Count - 1);
        }
    }
}
