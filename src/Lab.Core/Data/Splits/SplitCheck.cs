namespace Lab;

/// <summary>Finds what should not be on two sides of a split.</summary>
public static class SplitCheck
{
    /// <summary>The groups that have samples in both data sets, in ordinal order; none where the data sets have no groups.</summary>
    public static IReadOnlyList<string> Overlap<TSample>(Dataset<TSample> train, Dataset<TSample> validation)
    {
        ArgumentNullException.ThrowIfNull(train);
        ArgumentNullException.ThrowIfNull(validation);
        return DataGroups.Of(train).Overlap(DataGroups.Of(validation));
    }

    /// <summary>What is wrong with groups on two sides, in words.</summary>
    internal static string Explain(IReadOnlyList<string> shared, Phase left, Phase right) =>
        $"{shared.Count} group{(shared.Count == 1 ? " lies" : "s lie")} in both {left.ToString().ToLowerInvariant()} and {right.ToString().ToLowerInvariant()} data, such as '{shared[0]}': the result would flatter. Keep groups together: --split-method stratified-grouped where Lab splits, other data sets where it does not.";
}
