namespace Lab.Hooks;

/// <summary>
/// Writes <c>metrics.jsonl</c> into the run's folder: one JSON object per line for each pass (<c>"kind": "epoch"</c>, with all of its metrics under their plain names)
/// and for every so many optimizer steps (<c>"kind": "step"</c>, with the step's mean loss and learning rate). Numbers are plain; one that is not finite is <c>null</c>.
/// A metric that is called like one of the fixed fields is written as <c>phase/name</c>.
/// </summary>
/// <remarks>Every line is written through at once. A resumed run first drops the lines of steps after its start, so the file reads as if the run had never been interrupted; lines that belong to no step of a fit, such as those of an evaluation, stay.</remarks>
public sealed class MetricsFileHook : BatchHook
{
    /// <summary>The file's name in the run's folder.</summary>
    public const string FileName = "metrics.jsonl";

    private readonly MetricsFileOptions _options;
    private readonly TimeProvider _time;
    private MetricsFileWriter? _writer;
    private WindowLoss _window;

    /// <summary>A file of numbers.</summary>
    /// <param name="options">What is written; the defaults if null.</param>
    /// <param name="time">The clock of the lines; the system's if null.</param>
    /// <exception cref="LabValidationException">An option is out of its range.</exception>
    public MetricsFileHook(MetricsFileOptions? options = null, TimeProvider? time = null)
    {
        _options = (options ?? new MetricsFileOptions()).Checked();
        _time = time ?? TimeProvider.System;
    }

    /// <inheritdoc/>
    public override bool IsEnabled => _options.Enabled;

    /// <inheritdoc/>
    /// <exception cref="LabException">The file cannot be written.</exception>
    public override void OnRunStart(RunInfo run)
    {
        ArgumentNullException.ThrowIfNull(run);
        if (run.Folder is { } folder)
        {
            // A pass that runs alone adds to the file and takes nothing back.
            _writer = new MetricsFileWriter(Path.Combine(folder, FileName), run.Phase == Phase.Train ? run.Start.Step : null, _time);
        }
    }

    /// <inheritdoc/>
    public override void OnEpochStart(EpochStart epoch) => _window.Reset();

    /// <inheritdoc/>
    public override void OnBatchEnd(BatchEnd batch, RunControl control)
    {
        ArgumentNullException.ThrowIfNull(batch);
        if (_writer is not null && batch.Phase == Phase.Train && _window.Closes(batch, out var loss) && _options.Every is { } every && batch.Step % every.Value == 0)
        {
            _writer.WriteStep(batch, loss);
        }
    }

    /// <inheritdoc/>
    public override void OnEpochEnd(EpochEnd epoch)
    {
        ArgumentNullException.ThrowIfNull(epoch);
        _writer?.WriteEpoch(epoch);
    }

    /// <inheritdoc/>
    public override void OnRunEnd(RunResult result) => Close();

    /// <inheritdoc/>
    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            Close();
        }

        base.Dispose(disposing);
    }

    private void Close()
    {
        var writer = _writer;
        _writer = null;
        writer?.Dispose();
    }
}
