namespace Lab.Optimization;

/// <summary>
/// Half a cosine from the base rate down to a minimum (Loshchilov and Hutter 2017, "SGDR", without restarts). The values of PyTorch's <c>CosineAnnealingLR</c> up to
/// its <c>T_max</c>; afterwards the rate stays at the minimum, where PyTorch's climbs again.
/// </summary>
public sealed class CosineSchedule : SmoothSchedule
{
    private readonly double _minimumRate;

    /// <summary>The rate at the end of the curve; 0 if not given.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The rate is negative or not finite.</exception>
    public double MinimumRate
    {
        get => _minimumRate;
        init => _minimumRate = ScheduleChecks.Rate(value, nameof(MinimumRate));
    }

    /// <inheritdoc/>
    protected override double RateAfter(double baseRate, double progress) => Curves.Cosine(baseRate, MinimumRate, progress);
}
