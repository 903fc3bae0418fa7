namespace Lab.Optimization;

/// <summary>
/// Multiplies the rate by a factor when a metric has stopped improving. As PyTorch's <c>ReduceLROnPlateau</c> with a relative threshold. Its state changes with epoch
/// reports only and is recorded; between two of them the rate is a pure function.
/// </summary>
/// <remarks>Reports from the middle of an epoch and of epochs without the metric's phase do not count; a value that is not a number counts as no improvement.</remarks>
public sealed class PlateauSchedule : Schedule, IStateful<PlateauState>
{
    private readonly MonitoredMetric _monitor;
    private readonly double _minimumRate;
    private readonly int _cooldown;
    private readonly double _threshold = 1e-4;
    private PlateauState _state = new();

    /// <summary>A schedule that follows a metric.</summary>
    /// <param name="monitor">The metric, such as <c>validation/loss</c>. Its key says whether higher is better.</param>
    /// <param name="factor">What the rate is multiplied by, above 0 and at most 1.</param>
    /// <param name="patience">How many reports without improvement are borne; one more lowers the rate. Not negative.</param>
    /// <exception cref="ArgumentOutOfRangeException">A value is out of range.</exception>
    public PlateauSchedule(MonitoredMetric monitor, double factor = 0.1, int patience = 10)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(patience);
        _monitor = monitor;
        Factor = ScheduleChecks.Factor(factor);
        Patience = patience;
    }

    /// <summary>What the rate is multiplied by.</summary>
    public double Factor { get; }

    /// <summary>How many reports without improvement are borne.</summary>
    public int Patience { get; }

    /// <summary>The least improvement that counts, as a share of the best value; 1e-4 if not given.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The share is negative or not finite.</exception>
    public double Threshold
    {
        get => _threshold;
        init => _threshold = double.IsFinite(value) && value >= 0 ? value : throw new ArgumentOutOfRangeException(nameof(Threshold), value, "The threshold is finite and not negative.");
    }

    /// <summary>How many reports after a reduction are not counted; 0 if not given.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The number is negative.</exception>
    public int Cooldown
    {
        get => _cooldown;
        init => _cooldown = value >= 0 ? value : throw new ArgumentOutOfRangeException(nameof(Cooldown), value, "The number of reports is not negative.");
    }

    /// <summary>The rate below which reductions do not go; 0 if not given.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The rate is negative or not finite.</exception>
    public double MinimumRate
    {
        get => _minimumRate;
        init => _minimumRate = ScheduleChecks.Rate(value, nameof(MinimumRate));
    }

    /// <inheritdoc/>
    public override IReadOnlyList<MonitoredMetric> Monitors => [_monitor];

    /// <inheritdoc/>
    public override void OnEpochReport(EpochReport report)
    {
        ArgumentNullException.ThrowIfNull(report);
        var end = report.Of(_monitor.Phase);
        if (!report.IsEpochEnd || end is null)
        {
            return;
        }

        var (key, value) = end.Metrics.FirstOrDefault(entry => entry.Key.Name == _monitor.Metric);
        if (key is null)
        {
            throw new LabException($"The plateau schedule waits for '{_monitor}', which epoch {report.Epoch} did not report. There are: {string.Join(", ", end.Metrics.Select(entry => entry.Key.Name))}.");
        }

        _state = After(_state, value, key.HigherIsBetter);
    }

    /// <inheritdoc/>
    public PlateauState CaptureState() => _state;

    /// <inheritdoc/>
    public void RestoreState(PlateauState state)
    {
        ArgumentNullException.ThrowIfNull(state);
        _state = state;
    }

    /// <inheritdoc/>
    protected override double CurveAt(double baseRate, SchedulePosition position) =>
        Math.Max(baseRate * Math.Pow(Factor, _state.Reductions), Math.Min(baseRate, MinimumRate));

    private PlateauState After(PlateauState state, double value, bool higherIsBetter)
    {
        var improved = IsBetter(value, state.Best, higherIsBetter);
        var bad = improved ? 0 : state.BadReports + 1;
        var cooldown = state.CooldownLeft;
        if (cooldown > 0)
        {
            cooldown--;
            bad = 0;
        }

        var best = improved ? value : state.Best;
        return bad > Patience
            ? new PlateauState(best, 0, Cooldown, state.Reductions + 1)
            : new PlateauState(best, bad, cooldown, state.Reductions);
    }

    private bool IsBetter(double value, double? best, bool higherIsBetter)
    {
        if (!double.IsFinite(value))
        {
            return false;
        }

        // The margin is a share of the best value, taken of its size so that it points the right way for values below 0 too.
        var margin = Threshold * Math.Abs(best ?? 0);
        return best is null || (higherIsBetter ? value > best + margin : value < best - margin);
    }
}

/// <summary>What a <see cref="PlateauSchedule"/> has seen.</summary>
/// <param name="Best">The best value, or null before the first.</param>
/// <param name="BadReports">Reports without improvement since the best one or the last reduction.</param>
/// <param name="CooldownLeft">Reports that are not counted yet.</param>
/// <param name="Reductions">How many times the rate has been reduced.</param>
public sealed record PlateauState(double? Best = null, int BadReports = 0, int CooldownLeft = 0, int Reductions = 0);
