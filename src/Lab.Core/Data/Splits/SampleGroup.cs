namespace Lab;

/// <summary>Samples that must stay together: those of one group, or a single one without a group.</summary>
/// <param name="Order">A random number, a function of seed and name, by which groups of equal size are ordered.</param>
/// <param name="Samples">The samples' indices.</param>
/// <param name="Classes">The classes that occur in the group and how many samples have each; -1 stands for samples whose class is unknown.</param>
internal sealed record SampleGroup(ulong Order, int[] Samples, (int Class, int Count)[] Classes)
{
    /// <summary>The groups of a data set, the largest first, then in random order.</summary>
    public static List<SampleGroup> Of<TSample>(Dataset<TSample> dataset, RandomKey key)
    {
        var (groupKey, sampleKey) = (key.Derive("group"), key.Derive("sample"));
        var groups = new Dictionary<string, List<int>>(StringComparer.Ordinal);
        var all = new List<SampleGroup>();
        for (var index = 0; index < dataset.Count; index++)
        {
            if (dataset.GroupOf(index) is not { } name)
            {
                all.Add(Of(dataset, sampleKey.Derive(dataset.Describe(index)), [index]));
            }
            else if (groups.TryGetValue(name, out var samples))
            {
                samples.Add(index);
            }
            else
            {
                groups[name] = [index];
            }
        }

        all.AddRange(groups.Select(group => Of(dataset, groupKey.Derive(group.Key), [.. group.Value])));
        return [.. all.OrderByDescending(group => group.Samples.Length).ThenBy(group => group.Order)];
    }

    // In the order of the classes, so that sums over them round the same whatever the order of the samples.
    private static SampleGroup Of<TSample>(Dataset<TSample> dataset, RandomKey key, int[] samples) => new(
        key.Value,
        samples,
        [.. samples.CountBy(index => dataset.ClassOf(index) ?? -1).OrderBy(pair => pair.Key).Select(pair => (pair.Key, pair.Value))]);
}
