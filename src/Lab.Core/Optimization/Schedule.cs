namespace Lab.Optimization;

/// <summary>The learning rate of every optimizer step, as a pure function of where the run stands.</summary>
public abstract class Schedule
{
    /// <summary>The learning rate to use for the step at <paramref name="position"/>.</summary>
    /// <param name="baseRate">The rate that the optimizer was given, the schedule's unit.</param>
    /// <param name="position">The step, its epoch and the length of the run.</param>
    public abstract double RateAt(double baseRate, SchedulePosition position);

    /// <summary>The report of an epoch, for schedules whose rate depends on a metric. They record what they learn as their state.</summary>
    public virtual void OnEpochReport(EpochReport report)
    {
    }
}

/// <summary>Where a run stands, for a schedule.</summary>
/// <param name="Step">Optimizer steps that are done, so 0 for the first.</param>
/// <param name="StepsPerEpoch">Optimizer steps of one epoch.</param>
/// <param name="TotalSteps">Optimizer steps of the whole run.</param>
public readonly record struct SchedulePosition(long Step, long StepsPerEpoch, long TotalSteps)
{
    /// <summary>Whole epochs that are done.</summary>
    public long Epoch => Step / StepsPerEpoch;

    /// <summary>Epochs of the whole run, the last one counted in full.</summary>
    public long TotalEpochs => (TotalSteps + StepsPerEpoch - 1) / StepsPerEpoch;
}
