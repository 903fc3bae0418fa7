namespace Lab.Optimization;

/// <summary>Multiplies the rate by a factor at each milestone. As PyTorch's <c>MultiStepLR</c>.</summary>
/// <remarks>Milestones in epochs are met between epochs, milestones in steps between steps. Both count from the end of the warm-up.</remarks>
public sealed class MultiStepSchedule : Schedule
{
    private readonly Duration[] _milestones;
    private readonly double _gamma;

    /// <summary>A staircase with stairs of any length.</summary>
    /// <param name="milestones">When the rate falls, in any order; one that is given twice counts twice.</param>
    /// <param name="gamma">The factor at each milestone, above 0 and at most 1.</param>
    /// <exception cref="ArgumentException">There are no milestones, or a value is out of range.</exception>
    public MultiStepSchedule(IReadOnlyList<Duration> milestones, double gamma = 0.1)
    {
        ArgumentNullException.ThrowIfNull(milestones);
        if (milestones.Count == 0)
        {
            throw new ArgumentException("Give at least one milestone, such as 30 epochs; without any the rate would be constant.", nameof(milestones));
        }

        foreach (var milestone in milestones)
        {
            ScheduleChecks.Period(milestone, nameof(milestones));
        }

        _milestones = [.. milestones];
        _gamma = ScheduleChecks.Factor(gamma);
    }

    /// <inheritdoc/>
    protected override double CurveAt(double baseRate, SchedulePosition position) =>
        baseRate * Math.Pow(_gamma, _milestones.Count(milestone => position.Elapsed(milestone.Unit) >= milestone.Count));
}
