namespace Lab.Optimization;

/// <summary>Where a run stands, for a schedule.</summary>
/// <param name="Step">Optimizer steps that are done, so 0 for the first.</param>
/// <param name="StepsPerEpoch">Optimizer steps of one epoch, at least 1.</param>
/// <param name="TotalSteps">Optimizer steps of the whole run.</param>
public readonly record struct SchedulePosition(long Step, long StepsPerEpoch, long TotalSteps)
{
    /// <summary>The step at which the curve begins: the length of the warm-up, 0 without one.</summary>
    public long CurveStart { get; init; }

    /// <summary>Whole epochs that are done.</summary>
    public long Epoch => Step / StepsPerEpoch;

    /// <summary>Epochs of the whole run, the last one counted in full.</summary>
    public long TotalEpochs => (TotalSteps + StepsPerEpoch - 1) / StepsPerEpoch;

    /// <summary>
    /// How many units have passed since the curve began. Epochs are counted by their boundaries, so a curve that began within an epoch counts its first one at that
    /// epoch's end.
    /// </summary>
    public long Elapsed(DurationUnit unit) => unit == DurationUnit.Epoch ? Epoch - (CurveStart / StepsPerEpoch) : Step - CurveStart;

    /// <summary>How much of a length has passed since the curve began, from 0 to 1.</summary>
    /// <param name="length">How long the curve is, or null for the rest of the run.</param>
    /// <param name="granularity">Whether the value moves at every step or only between epochs.</param>
    public double Progress(Duration? length, ScheduleGranularity granularity)
    {
        var total = length?.ToSteps(StepsPerEpoch) ?? (granularity == ScheduleGranularity.Epoch ? TotalEpochs * StepsPerEpoch : TotalSteps) - CurveStart;
        var elapsed = ElapsedSteps(granularity);
        return elapsed switch
        {
            0 => 0,
            _ when elapsed >= total => 1,
            _ => (double)elapsed / total,
        };
    }

    /// <summary>Optimizer steps since the curve began, not negative.</summary>
    /// <param name="granularity">With <see cref="ScheduleGranularity.Epoch"/> the steps at the start of the epoch.</param>
    public long ElapsedSteps(ScheduleGranularity granularity) =>
        Math.Max(0, (granularity == ScheduleGranularity.Epoch ? Epoch * StepsPerEpoch : Step) - CurveStart);
}
