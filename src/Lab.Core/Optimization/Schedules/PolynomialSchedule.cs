namespace Lab.Optimization;

/// <summary>A power of the share of the curve that is left: <c>min + (base - min) * (1 - t / length)^power</c>. As PyTorch's <c>PolynomialLR</c>.</summary>
public sealed class PolynomialSchedule : SmoothSchedule
{
    private readonly double _power;
    private readonly double _minimumRate;

    /// <summary>A polynomial decay.</summary>
    /// <param name="power">The exponent, finite and positive; 1 is a straight line.</param>
    /// <exception cref="ArgumentOutOfRangeException">The power is out of range.</exception>
    public PolynomialSchedule(double power = 1) => _power = ScheduleChecks.Positive(power);

    /// <summary>The rate at the end of the curve; 0 if not given.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The rate is negative or not finite.</exception>
    public double MinimumRate
    {
        get => _minimumRate;
        init => _minimumRate = ScheduleChecks.Rate(value, nameof(MinimumRate));
    }

    /// <inheritdoc/>
    protected override double RateAfter(double baseRate, double progress) => Curves.Linear(MinimumRate, baseRate, Math.Pow(1 - progress, _power));
}
