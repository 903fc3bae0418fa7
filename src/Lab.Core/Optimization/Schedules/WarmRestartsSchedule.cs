namespace Lab.Optimization;

/// <summary>
/// A cosine from the base rate to a minimum, again and again, each cycle longer than the one before by a factor (Loshchilov and Hutter 2017, "SGDR"). The values of
/// PyTorch's <c>CosineAnnealingWarmRestarts</c>.
/// </summary>
public sealed class WarmRestartsSchedule : Schedule
{
    private readonly Duration _firstCycle;
    private readonly int _multiplier;
    private readonly double _minimumRate;

    /// <summary>Cosines with restarts.</summary>
    /// <param name="firstCycle">The length of the first cycle (T_0).</param>
    /// <param name="multiplier">How many times longer each further cycle is (T_mult), at least 1.</param>
    /// <exception cref="ArgumentOutOfRangeException">A value is out of range.</exception>
    public WarmRestartsSchedule(Duration firstCycle, int multiplier = 1)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(multiplier, 1);
        _firstCycle = ScheduleChecks.Period(firstCycle);
        _multiplier = multiplier;
    }

    /// <summary>The rate that each cycle falls towards; 0 if not given.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The rate is negative or not finite.</exception>
    public double MinimumRate
    {
        get => _minimumRate;
        init => _minimumRate = ScheduleChecks.Rate(value, nameof(MinimumRate));
    }

    /// <summary>Whether the rate moves at every step or only between epochs.</summary>
    public ScheduleGranularity Granularity { get; init; }

    /// <inheritdoc/>
    protected override double CurveAt(double baseRate, SchedulePosition position)
    {
        var cycle = _firstCycle.ToSteps(position.StepsPerEpoch);
        var elapsed = position.ElapsedSteps(Granularity);
        if (_multiplier == 1)
        {
            elapsed %= cycle;
        }
        else
        {
            while (elapsed >= cycle)
            {
                elapsed -= cycle;
                cycle = cycle > long.MaxValue / _multiplier ? long.MaxValue : cycle * _multiplier;
            }
        }

        return Curves.Cosine(baseRate, MinimumRate, (double)elapsed / cycle);
    }
}
