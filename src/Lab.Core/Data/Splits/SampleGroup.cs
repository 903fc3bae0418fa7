namespace Lab;

/// <summary>Samples that must stay together: those of one group, or a single one without a group.</summary>
internal sealed class SampleGroup(ulong order, int classes)
{
    /// <summary>A random number, a function of seed and name, by which groups of equal size are ordered.</summary>
    public ulong Order { get; } = order;

    public List<int> Samples { get; } = [];

    /// <summary>How many of the samples have each class.</summary>
    public int[] ClassCounts { get; } = new int[classes];

    /// <summary>The groups of a data set, the largest first, then in random order.</summary>
    public static List<SampleGroup> Of<TSample>(Dataset<TSample> dataset, RandomKey key)
    {
        // Unknown labels are a class of their own, so that they are spread evenly too.
        var labels = Enumerable.Range(0, dataset.Count).Select(index => dataset.ClassOf(index) ?? -1).ToArray();
        var classes = labels.Distinct().Order().Select((label, column) => (label, column)).ToDictionary(pair => pair.label, pair => pair.column);
        var groups = new Dictionary<string, SampleGroup>(StringComparer.Ordinal);
        var all = new List<SampleGroup>();
        for (var index = 0; index < labels.Length; index++)
        {
            SampleGroup? group;
            if (dataset.GroupOf(index) is not { } name)
            {
                all.Add(group = new SampleGroup(key.Derive("sample").Derive(dataset.Describe(index)).Value, classes.Count));
            }
            else if (!groups.TryGetValue(name, out group))
            {
                all.Add(groups[name] = group = new SampleGroup(key.Derive("group").Derive(name).Value, classes.Count));
            }

            group.Samples.Add(index);
            group.ClassCounts[classes[labels[index]]]++;
        }

        return [.. all.OrderByDescending(group => group.Samples.Count).ThenBy(group => group.Order)];
    }
}
