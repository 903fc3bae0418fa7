namespace Lab.Optimization;

/// <summary>A curve from one rate to another over a length, after which it stays where it ends.</summary>
public abstract class SmoothSchedule : Schedule
{
    private readonly Duration? _length;

    /// <summary>How long the curve is, or null for all that the warm-up leaves of the run.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The duration is not positive.</exception>
    public Duration? Length
    {
        get => _length;
        init => _length = ScheduleChecks.Period(value, nameof(Length));
    }

    /// <summary>Whether the rate moves at every step or only between epochs.</summary>
    public ScheduleGranularity Granularity { get; init; }

    /// <inheritdoc/>
    protected sealed override double CurveAt(double baseRate, SchedulePosition position) => RateAfter(baseRate, position.Progress(Length, Granularity));

    /// <summary>The rate after a share of the curve.</summary>
    /// <param name="baseRate">The rate that the optimizer was given.</param>
    /// <param name="progress">The share of the curve that is done, from 0 to 1.</param>
    protected abstract double RateAfter(double baseRate, double progress);
}
