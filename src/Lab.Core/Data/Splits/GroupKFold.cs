namespace Lab;

/// <summary>
/// Cuts a data set into folds of about equal size, each of which serves once as validation. Groups stay together and classes keep their
/// proportions, as in <see cref="Split"/>.
/// </summary>
/// <typeparam name="TSample">The data set's samples.</typeparam>
public sealed class GroupKFold<TSample>
{
    private readonly Dataset<TSample> _dataset;
    private readonly int[] _fold;

    /// <summary>Cuts <paramref name="dataset"/> into <paramref name="count"/> folds.</summary>
    /// <param name="dataset">The samples.</param>
    /// <param name="count">How many folds, at least 2.</param>
    /// <param name="seed">Another seed gives other folds.</param>
    /// <exception cref="LabException">The data set has fewer groups (or samples, where it has no groups) than folds.</exception>
    public GroupKFold(Dataset<TSample> dataset, int count, long seed)
    {
        ArgumentNullException.ThrowIfNull(dataset);
        ArgumentOutOfRangeException.ThrowIfLessThan(count, 2);
        _dataset = dataset;
        _fold = GroupAssignment.Assign(dataset, [.. Enumerable.Repeat(1.0 / count, count)], seed);
        Count = count;
    }

    /// <summary>How many folds there are.</summary>
    public int Count { get; }

    /// <summary>The split whose validation part is fold <paramref name="fold"/>, from 0 to <see cref="Count"/> - 1.</summary>
    public TrainValidationSplit<TSample> this[int fold]
    {
        get
        {
            ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual((uint)fold, (uint)Count, nameof(fold));
            return Split.Of(_dataset, _fold, fold);
        }
    }

    /// <summary>The fold in which the sample at <paramref name="index"/> is validated.</summary>
    public int FoldOf(int index) => _fold[index];
}
