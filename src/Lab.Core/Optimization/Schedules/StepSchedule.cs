namespace Lab.Optimization;

/// <summary>Multiplies the rate by a factor each time a duration has passed: <c>base * gamma^floor(t / every)</c>. As PyTorch's <c>StepLR</c>.</summary>
/// <remarks>The duration's unit says when the rate changes: over <c>10.Epochs()</c> between epochs, over <c>100.OptimizerSteps()</c> between steps.</remarks>
public sealed class StepSchedule : Schedule
{
    private readonly Duration _every;
    private readonly double _gamma;

    /// <summary>A staircase.</summary>
    /// <param name="every">How long each stair is.</param>
    /// <param name="gamma">The factor from one stair to the next, above 0 and at most 1.</param>
    /// <exception cref="ArgumentOutOfRangeException">A value is out of range.</exception>
    public StepSchedule(Duration every, double gamma = 0.1)
    {
        _every = ScheduleChecks.Period(every);
        _gamma = ScheduleChecks.Factor(gamma);
    }

    /// <inheritdoc/>
    protected override double CurveAt(double baseRate, SchedulePosition position) => baseRate * Math.Pow(_gamma, position.Elapsed(_every.Unit) / _every.Count);
}
