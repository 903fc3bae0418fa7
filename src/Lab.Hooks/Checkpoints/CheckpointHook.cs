using Lab.Checkpoints;

namespace Lab.Hooks;

/// <summary>
/// Decides which states of the run are saved and which are kept: every so many epochs or steps, at the end, and those with the best values of a metric. The trainer writes them.
/// The newest carries the mark <c>last</c>, the best the mark <c>best</c>; neither is ever deleted.
/// </summary>
public sealed class CheckpointHook : BatchHook, IStateful<CheckpointHookState>
{
    /// <summary>The mark of the newest checkpoint.</summary>
    public const string LastMark = "last";

    /// <summary>The mark of the checkpoint with the best value.</summary>
    public const string BestMark = "best";

    private readonly CheckpointOptions _options;
    private readonly KeptCheckpoints _kept;
    private MonitoredMetric? _monitor;
    private long _lastStep;

    /// <summary>The policy that the options describe.</summary>
    /// <exception cref="LabValidationException">An option is out of its range.</exception>
    public CheckpointHook(CheckpointOptions? options = null)
    {
        _options = (options ?? new CheckpointOptions()).Checked();
        _kept = new KeptCheckpoints(_options.KeepLast, _options.KeepBest);
        _monitor = _options.KeepBest > 0 ? _options.Monitor : null;
    }

    /// <inheritdoc/>
    public override IReadOnlyList<MonitoredMetric> Monitors => _options is { KeepBest: > 0, Monitor: { } monitor } ? [monitor] : [];

    /// <inheritdoc/>
    public override void OnRunStart(RunInfo run)
    {
        ArgumentNullException.ThrowIfNull(run);
        if (run.Phase == Phase.Train && run.Start == default)
        {
            // A second fit of one trainer starts anew; a resumed one has its state by now.
            _kept.Clear();
        }
        else if (run.Phase == Phase.Train)
        {
            // What the trainer saved by itself when the run was cancelled or stopped is retired like any other.
            _kept.Adopt(CheckpointStore.NameOf(run.Start));
        }

        _lastStep = run.Steps.Value;
        if (_options is { KeepBest: > 0, Monitor: null })
        {
            var validation = new MonitoredMetric(Phase.Validation, MetricKey.Loss);
            _monitor = run.Metrics.Contains(validation.ToString()) ? validation : new MonitoredMetric(Phase.Train, MetricKey.Loss);
        }
    }

    /// <inheritdoc/>
    public override void OnBatchEnd(BatchEnd batch, RunControl control)
    {
        ArgumentNullException.ThrowIfNull(batch);
        if (batch.Stepped && _options.Every is { Unit: DurationUnit.OptimizerStep } every && (batch.Step % every.Count == 0 || batch.Step == _lastStep))
        {
            Save(control, ranked: null);
        }
    }

    /// <inheritdoc/>
    public override void OnEpochReport(EpochReport report, RunControl control)
    {
        ArgumentNullException.ThrowIfNull(report);
        MonitoredValue? ranked = _monitor is { } monitor && MonitoredValue.Find(report, monitor, _options.Mode) is { } value && _kept.Ranks(value) ? value : null;
        var due = report.IsEpochEnd && _options.Every is { Unit: DurationUnit.Epoch } every && (report.Epoch % every.Count == 0 || report.Step == _lastStep);
        if (due || ranked is not null)
        {
            Save(control, ranked);
        }
    }

    /// <inheritdoc/>
    public CheckpointHookState CaptureState() => _kept.Capture();

    /// <inheritdoc/>
    public void RestoreState(CheckpointHookState state)
    {
        ArgumentNullException.ThrowIfNull(state);
        _kept.Restore(state);
    }

    private void Save(RunControl control, MonitoredValue? ranked)
    {
        ArgumentNullException.ThrowIfNull(control);
        string[] marks = ranked is { } value && _kept.IsBest(value) ? [LastMark, BestMark] : [LastMark];
        foreach (var name in _kept.Add(control.RequestCheckpoint(marks), ranked))
        {
            control.DeleteCheckpoint(name);
        }
    }
}
