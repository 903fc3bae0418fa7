namespace Lab.Optimization;

/// <summary>The base rate, always.</summary>
public sealed class ConstantSchedule : Schedule
{
    /// <inheritdoc/>
    protected override double CurveAt(double baseRate, SchedulePosition position) => baseRate;
}
