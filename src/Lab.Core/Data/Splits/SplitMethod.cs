namespace Lab;

/// <summary>What a split takes care of. Without groups, or without labels, a method does what it can: <see cref="StratifiedGrouped"/> fits all data.</summary>
public enum SplitMethod
{
    /// <summary>Classes keep their proportions as far as the groups allow, and no group lies in two parts. The default.</summary>
    StratifiedGrouped,

    /// <summary>No group lies in two parts.</summary>
    Grouped,

    /// <summary>Classes keep their proportions. Groups are torn apart, so an experiment whose data has groups refuses to train on it.</summary>
    Stratified,

    /// <summary>Samples at random.</summary>
    Random,
}
