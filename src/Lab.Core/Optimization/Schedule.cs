namespace Lab.Optimization;

/// <summary>
/// The learning rate of every optimizer step, as a function of where the run stands: nothing is counted, so a resumed run has the rate that it would have had.
/// Derive from it by giving the curve; the warm-up before it comes for free.
/// </summary>
public abstract class Schedule
{
    /// <summary>The ramp before the curve, or null for none. The curve begins where the warm-up ends, at the rate at which it ends.</summary>
    public Warmup? Warmup { get; init; }

    /// <summary>Metrics whose values change this schedule. A run refuses to start if nothing produces one of them.</summary>
    public virtual IReadOnlyList<MonitoredMetric> Monitors => [];

    /// <summary>The learning rate to use for the step at <paramref name="position"/>: finite and not negative wherever the run stands.</summary>
    /// <param name="baseRate">The rate that the optimizer was given, the schedule's unit; finite and not negative.</param>
    /// <param name="position">The step and the length of the run. Steps beyond its end have the rate of the end.</param>
    /// <exception cref="ArgumentOutOfRangeException">The base rate or the position is out of range.</exception>
    public double RateAt(double baseRate, SchedulePosition position)
    {
        if (!double.IsFinite(baseRate) || baseRate < 0)
        {
            throw new ArgumentOutOfRangeException(nameof(baseRate), baseRate, "A learning rate is finite and not negative.");
        }

        if (position.Step < 0 || position.StepsPerEpoch <= 0 || position.TotalSteps < 0)
        {
            throw new ArgumentOutOfRangeException(nameof(position), position, "A schedule needs a step from 0 on, a positive number of steps per epoch and a length of the run.");
        }

        if (Warmup is not { } warmup)
        {
            return CurveAt(baseRate, position);
        }

        var start = warmup.Length.ToSteps(position.StepsPerEpoch);
        var curve = CurveAt(baseRate, position with { Step = Math.Max(position.Step, start), CurveStart = start });
        return position.Step < start ? curve * warmup.FactorAt(position, start) : curve;
    }

    /// <summary>An epoch has been reported. Only schedules that follow a metric do anything here; between two reports the rate is a pure function of the position.</summary>
    public virtual void OnEpochReport(EpochReport report)
    {
    }

    /// <summary>The curve, without warm-up. Called with steps from <see cref="SchedulePosition.CurveStart"/> on.</summary>
    /// <param name="baseRate">The rate that the optimizer was given.</param>
    /// <param name="position">The step and the length of the run; <see cref="SchedulePosition.Elapsed"/> and <see cref="SchedulePosition.Progress"/> count from the curve's start.</param>
    protected abstract double CurveAt(double baseRate, SchedulePosition position);
}
