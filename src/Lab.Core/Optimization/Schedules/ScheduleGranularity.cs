namespace Lab.Optimization;

/// <summary>How often a smooth curve moves.</summary>
public enum ScheduleGranularity
{
    /// <summary>At every optimizer step.</summary>
    Step,

    /// <summary>Between epochs: all steps of an epoch have the rate of its first.</summary>
    Epoch,
}
