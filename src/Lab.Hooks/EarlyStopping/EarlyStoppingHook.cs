namespace Lab.Hooks;

/// <summary>
/// Asks the run to stop once a metric has not improved for so many epochs. Reports from the middle of an epoch do not count, nor do epochs whose phase did not run;
/// NaN and infinities are no improvement.
/// </summary>
public sealed class EarlyStoppingHook : EpochHook, IStateful<EarlyStoppingState>
{
    private readonly EarlyStoppingOptions _options;
    private EarlyStoppingState _state = new(null, null);

    /// <summary>Early stopping with the given options; off without a patience.</summary>
    /// <exception cref="LabValidationException">An option is out of its range.</exception>
    public EarlyStoppingHook(EarlyStoppingOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        _options = options.Checked();
    }

    /// <inheritdoc/>
    public override bool IsEnabled => _options.Patience is not null;

    /// <inheritdoc/>
    public override IReadOnlyList<MonitoredMetric> Monitors => _options.Patience is null ? [] : [_options.Monitor];

    /// <inheritdoc/>
    public override void OnRunStart(RunInfo run)
    {
        ArgumentNullException.ThrowIfNull(run);
        if (run.Phase == Phase.Train && run.Start == default)
        {
            // A second fit of one trainer starts anew; a resumed one has its state by now.
            _state = new EarlyStoppingState(null, null);
        }
    }

    /// <inheritdoc/>
    public override void OnEpochReport(EpochReport report, RunControl control)
    {
        ArgumentNullException.ThrowIfNull(report);
        ArgumentNullException.ThrowIfNull(control);
        if (_options.Patience is not { } patience || !report.IsEpochEnd || MonitoredValue.Find(report, _options.Monitor, _options.Mode) is not { } current)
        {
            return;
        }

        var since = _state.Since ?? report.Epoch - 1;
        if (current.IsBetterThan(_state.Best, _options.MinimumChange))
        {
            _state = new EarlyStoppingState(current.Value, report.Epoch);
            return;
        }

        _state = _state with { Since = since };
        if (report.Epoch - since >= patience.Value)
        {
            control.RequestStop(Reason(current.Value, new EpochCount(report.Epoch - since)));
        }
    }

    /// <inheritdoc/>
    public EarlyStoppingState CaptureState() => _state;

    /// <inheritdoc/>
    public void RestoreState(EarlyStoppingState state)
    {
        ArgumentNullException.ThrowIfNull(state);
        _state = state;
    }

    private string Reason(double now, EpochCount waited)
    {
        var change = _options.MinimumChange > 0 ? $" by more than {Numbers.Short(_options.MinimumChange)}" : string.Empty;
        var best = _state.Best is { } value ? $"best {Numbers.Short(value)} at epoch {_state.Since}, now {Numbers.Short(now)}" : $"never a finite value, now {Numbers.Short(now)}";
        return $"{_options.Monitor} has not improved{change} for {waited}: {best}.";
    }
}
