namespace Lab.Optimization;

/// <summary>
/// Multiplies the rate by a factor per duration, a little at each of the duration's units: <c>base * gamma^(t / per)</c>. With a duration of 1, PyTorch's
/// <c>ExponentialLR</c>.
/// </summary>
/// <remarks>The duration's unit says when the rate changes: per <c>1.Epochs()</c> between epochs, per <c>1000.OptimizerSteps()</c> at every step.</remarks>
public sealed class ExponentialSchedule : Schedule
{
    private readonly double _gamma;
    private readonly Duration _per;

    /// <summary>An exponential decay.</summary>
    /// <param name="gamma">The factor, above 0 and at most 1.</param>
    /// <param name="per">How long the rate takes to fall by the factor.</param>
    /// <exception cref="ArgumentOutOfRangeException">A value is out of range.</exception>
    public ExponentialSchedule(double gamma, Duration per)
    {
        _gamma = ScheduleChecks.Factor(gamma);
        _per = ScheduleChecks.Period(per);
    }

    /// <inheritdoc/>
    protected override double CurveAt(double baseRate, SchedulePosition position) => baseRate * Math.Pow(_gamma, (double)position.Elapsed(_per.Unit) / _per.Count);
}
