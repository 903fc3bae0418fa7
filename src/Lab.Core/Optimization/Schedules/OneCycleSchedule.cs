namespace Lab.Optimization;

/// <summary>
/// Up to a maximum and down to almost nothing over the whole run (Smith and Topin 2017, "Super-convergence"). The values of PyTorch's <c>OneCycleLR</c>, with two
/// phases or three; the momentum is left alone.
/// </summary>
/// <remarks>The base rate is the maximum unless <see cref="MaximumRate"/> says otherwise.</remarks>
public sealed class OneCycleSchedule : Schedule
{
    private readonly double? _maximumRate;
    private readonly double _riseFraction = 0.3;
    private readonly double _initialDivisor = 25;
    private readonly double _finalDivisor = 1e4;
    private readonly Duration? _length;

    /// <summary>The highest rate, or null for the base rate.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The rate is negative or not finite.</exception>
    public double? MaximumRate
    {
        get => _maximumRate;
        init => _maximumRate = value is { } rate ? ScheduleChecks.Rate(rate, nameof(MaximumRate)) : null;
    }

    /// <summary>The share of the cycle in which the rate rises (PyTorch's <c>pct_start</c>), from 0 to 1; with three phases at most 0.5.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The share is not within 0 and 1.</exception>
    public double RiseFraction
    {
        get => _riseFraction;
        init => _riseFraction = value is >= 0 and <= 1 ? value : throw new ArgumentOutOfRangeException(nameof(RiseFraction), value, "The share lies between 0 and 1.");
    }

    /// <summary>What the maximum is divided by for the first rate.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The divisor is below 1 or not finite.</exception>
    public double InitialDivisor
    {
        get => _initialDivisor;
        init => _initialDivisor = Divisor(value, nameof(InitialDivisor));
    }

    /// <summary>What the first rate is divided by for the last one.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The divisor is below 1 or not finite.</exception>
    public double FinalDivisor
    {
        get => _finalDivisor;
        init => _finalDivisor = Divisor(value, nameof(FinalDivisor));
    }

    /// <summary>The shape between the corners.</summary>
    public OneCycleAnnealing Annealing { get; init; }

    /// <summary>Whether the rate falls to the first rate as fast as it rose, and only then on to the last, instead of falling to the last in one.</summary>
    public bool ThreePhases { get; init; }

    /// <summary>How long the cycle is, or null for all that the warm-up leaves of the run.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The duration is not positive.</exception>
    public Duration? Length
    {
        get => _length;
        init => _length = ScheduleChecks.Period(value, nameof(Length));
    }

    /// <summary>Whether the rate moves at every step or only between epochs; one cycle is meant to move at every step.</summary>
    public ScheduleGranularity Granularity { get; init; }

    /// <inheritdoc/>
    protected override double CurveAt(double baseRate, SchedulePosition position)
    {
        // PyTorch counts the corners in steps from the first to the last, so the last step has the last rate. Per epoch it is fed epochs instead.
        var unit = Granularity == ScheduleGranularity.Epoch ? position.StepsPerEpoch : 1;
        var steps = Length?.ToSteps(position.StepsPerEpoch) ?? position.TotalSteps - position.CurveStart;
        var last = Math.Max(0, ((steps + unit - 1) / unit) - 1);
        var now = Math.Min(position.ElapsedSteps(Granularity) / unit, last);

        var highest = MaximumRate ?? baseRate;
        var first = highest / InitialDivisor;
        var rise = (RiseFraction * (last + 1)) - 1;
        if (now <= rise)
        {
            return Between(first, highest, 0, rise, now);
        }

        if (!ThreePhases)
        {
            return Between(highest, first / FinalDivisor, rise, last, now);
        }

        var fall = Math.Min((2 * RiseFraction * (last + 1)) - 2, last);
        return now <= fall ? Between(highest, first, rise, fall, now) : Between(first, first / FinalDivisor, fall, last, now);
    }

    private double Between(double from, double to, double start, double end, double now)
    {
        var progress = end > start ? Math.Clamp((now - start) / (end - start), 0, 1) : 1;
        return Annealing == OneCycleAnnealing.Cosine ? Curves.Cosine(from, to, progress) : Curves.Linear(from, to, progress);
    }

    private static double Divisor(double value, string name) =>
        double.IsFinite(value) && value >= 1 ? value : throw new ArgumentOutOfRangeException(name, value, "A divisor is finite and at least 1.");
}

/// <summary>The shape of a <see cref="OneCycleSchedule"/> between its corners.</summary>
public enum OneCycleAnnealing
{
    /// <summary>Half a cosine.</summary>
    Cosine,

    /// <summary>A straight line.</summary>
    Linear,
}
