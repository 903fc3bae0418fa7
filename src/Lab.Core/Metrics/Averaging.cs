namespace Lab.Metrics;

/// <summary>How the numbers of classes become one.</summary>
public enum Averaging
{
    /// <summary>The mean over all classes, each counting the same; a class without samples and answers counts as 0.</summary>
    Macro,

    /// <summary>From the counts of all classes together. With one class per sample this is the accuracy.</summary>
    Micro,

    /// <summary>The mean over classes, each counting by its samples.</summary>
    Weighted,
}
