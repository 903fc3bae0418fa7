namespace Lab;

/// <summary>
/// Holds out a part of a data set for validation. Samples of one group (<see cref="Dataset{TSample}.GroupOf"/>) stay together; classes
/// (<see cref="Dataset{TSample}.ClassOf"/>) keep their proportions as far as the groups allow.
/// </summary>
/// <remarks>
/// The split is a function of the seed and of the samples' groups, names and labels; the order of the samples does not matter where they have groups or
/// names of their own. Without groups it is plainly stratified, without labels plainly random.
/// </remarks>
public static class Split
{
    /// <summary>Splits by group and label.</summary>
    /// <param name="dataset">The samples.</param>
    /// <param name="validationShare">The part held out, as a share of the samples, greater than 0 and less than 1.</param>
    /// <param name="seed">Another seed gives another split.</param>
    /// <exception cref="ArgumentOutOfRangeException">The share is not between 0 and 1.</exception>
    /// <exception cref="LabException">The data set has fewer than two groups (or samples, where it has no groups).</exception>
    public static TrainValidationSplit<TSample> ByGroup<TSample>(Dataset<TSample> dataset, double validationShare, long seed)
    {
        ArgumentNullException.ThrowIfNull(dataset);
        if (!(validationShare is > 0 and < 1))
        {
            throw new ArgumentOutOfRangeException(nameof(validationShare), validationShare, "The share held out lies between 0 and 1, without both.");
        }

        var part = GroupAssignment.Assign(dataset, [1 - validationShare, validationShare], seed);
        return Of(dataset, part, validation: 1);
    }

    internal static TrainValidationSplit<TSample> Of<TSample>(Dataset<TSample> dataset, int[] part, int validation) => new(
        new Subset<TSample>(dataset, Enumerable.Range(0, part.Length).Where(index => part[index] != validation)),
        new Subset<TSample>(dataset, Enumerable.Range(0, part.Length).Where(index => part[index] == validation)));
}
