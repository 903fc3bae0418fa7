namespace Lab;

/// <summary>Finds what should not be on two sides of a split.</summary>
public static class SplitCheck
{
    /// <summary>The groups that have samples in both data sets, in ordinal order; none where the data sets have no groups.</summary>
    public static IReadOnlyList<string> Overlap<TSample>(Dataset<TSample> train, Dataset<TSample> validation)
    {
        ArgumentNullException.ThrowIfNull(train);
        ArgumentNullException.ThrowIfNull(validation);
        var both = GroupsOf(train);
        both.IntersectWith(GroupsOf(validation));
        return [.. both.Order(StringComparer.Ordinal)];
    }

    private static HashSet<string> GroupsOf<TSample>(Dataset<TSample> dataset) =>
        Enumerable.Range(0, dataset.Count).Select(dataset.GroupOf).OfType<string>().ToHashSet(StringComparer.Ordinal);
}
