namespace Lab;

/// <summary>Samples that must stay together: those of one group, or those of one name where groups do not count or there is none.</summary>
/// <param name="Order">A random number, a function of seed and name, by which groups of equal size are ordered.</param>
/// <param name="Samples">The samples' indices.</param>
/// <param name="Classes">The classes that occur in the group and how many samples have each; -1 stands for samples whose class is unknown or does not count.</param>
internal sealed record SampleGroup(ulong Order, int[] Samples, (int Class, int Count)[] Classes)
{
    /// <summary>The groups of a data set, the largest first, then in random order.</summary>
    public static List<SampleGroup> Of<TSample>(Dataset<TSample> dataset, SplitMethod method, RandomKey key)
    {
        var grouped = method is SplitMethod.Grouped or SplitMethod.StratifiedGrouped;
        var (groupKey, sampleKey) = (key.Derive("group"), key.Derive("sample"));
        var numbers = new Dictionary<(bool IsGroup, string Name), int>();
        var groupOf = new int[dataset.Count];
        for (var index = 0; index < dataset.Count; index++)
        {
            var group = grouped ? dataset.GroupOf(index) : null;
            var name = (group is not null, group ?? dataset.Describe(index));
            if (!numbers.TryGetValue(name, out groupOf[index]))
            {
                groupOf[index] = numbers[name] = numbers.Count;
            }
        }

        var samples = SamplesOf(groupOf, numbers.Count);

        var stratified = method is SplitMethod.Stratified or SplitMethod.StratifiedGrouped;
        return [.. numbers
            .Select(group => new SampleGroup(
                (group.Key.IsGroup ? groupKey : sampleKey).Derive(group.Key.Name).Value,
                samples[group.Value],
                ClassesOf(samples[group.Value])))
            .OrderByDescending(group => group.Samples.Length)
            .ThenBy(group => group.Order)];

        // In the order of the classes, so that sums over them round the same whatever the order of the samples.
        (int, int)[] ClassesOf(int[] members) => members.Length == 1
            ? [(ClassOf(members[0]), 1)]
            : [.. members.CountBy(ClassOf).OrderBy(pair => pair.Key).Select(pair => (pair.Key, pair.Value))];

        int ClassOf(int index) => stratified ? dataset.ClassOf(index) ?? -1 : -1;
    }

    private static int[][] SamplesOf(int[] groupOf, int count)
    {
        var sizes = new int[count];
        foreach (var group in groupOf)
        {
            sizes[group]++;
        }

        var samples = Array.ConvertAll(sizes, size => new int[size]);
        for (var index = groupOf.Length - 1; index >= 0; index--)
        {
            samples[groupOf[index]][--sizes[groupOf[index]]] = index;
        }

        return samples;
    }
}
