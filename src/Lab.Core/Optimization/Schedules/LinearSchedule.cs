namespace Lab.Optimization;

/// <summary>A straight line from one multiple of the base rate to another. As PyTorch's <c>LinearLR</c>, with other defaults: from 1 down to 0.</summary>
public sealed class LinearSchedule : SmoothSchedule
{
    private readonly double _startFactor = 1;
    private readonly double _endFactor;

    /// <summary>Where the line begins, in base rates; not negative.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The factor is negative or not finite.</exception>
    public double StartFactor
    {
        get => _startFactor;
        init => _startFactor = ScheduleChecks.Rate(value, nameof(StartFactor));
    }

    /// <summary>Where the line ends, in base rates; not negative.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The factor is negative or not finite.</exception>
    public double EndFactor
    {
        get => _endFactor;
        init => _endFactor = ScheduleChecks.Rate(value, nameof(EndFactor));
    }

    /// <inheritdoc/>
    protected override double RateAfter(double baseRate, double progress) => baseRate * Curves.Linear(StartFactor, EndFactor, progress);
}
