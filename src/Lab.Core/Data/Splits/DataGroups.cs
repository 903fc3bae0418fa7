namespace Lab;

/// <summary>The groups of a data set, whatever its samples are.</summary>
internal sealed class DataGroups
{
    private readonly object _dataset;
    private readonly Func<HashSet<string>> _names;

    private DataGroups(object dataset, Func<HashSet<string>> names) => (_dataset, _names) = (dataset, names);

    public static DataGroups Of<TSample>(Dataset<TSample> dataset) =>
        new(dataset, () => Enumerable.Range(0, dataset.Count).Select(dataset.GroupOf).OfType<string>().ToHashSet(StringComparer.Ordinal));

    /// <summary>Whether both are of one data set.</summary>
    public bool IsSameData(DataGroups other) => ReferenceEquals(_dataset, other._dataset);

    /// <summary>The groups that have samples in both data sets, in ordinal order.</summary>
    public IReadOnlyList<string> Overlap(DataGroups other)
    {
        var both = _names();
        both.IntersectWith(other._names());
        return [.. both.Order(StringComparer.Ordinal)];
    }
}
