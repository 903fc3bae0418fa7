namespace Lab.Hooks;

/// <summary>
/// Writes an event file for TensorBoard into the run's folder: <c>train/step_loss</c> and <c>train/learning_rate</c> of the steps, every pass's numbers under
/// <c>phase/name</c> (so <c>train/loss</c> is the mean of a whole epoch), and the run and its options as text. Steps are optimizer steps.
/// </summary>
/// <remarks>
/// A thread of its own encodes and writes. A resumed run starts a new file, whose session record makes TensorBoard forget what the earlier ones hold of later steps.
/// </remarks>
public sealed class TensorBoardHook : BatchHook
{
    /// <summary>The tag of a step's mean loss.</summary>
    public const string StepLossTag = "train/step_loss";

    /// <summary>The tag of the learning rate that a step used.</summary>
    public const string LearningRateTag = "train/learning_rate";

    private readonly TensorBoardOptions _options;
    private readonly TimeProvider _time;
    private EventFileWriter? _writer;
    private WindowLoss _window;

    /// <summary>An event file for TensorBoard.</summary>
    /// <param name="options">What is written; the defaults if null.</param>
    /// <param name="time">The clock of the events; the system's if null.</param>
    /// <exception cref="LabValidationException">An option is out of its range.</exception>
    public TensorBoardHook(TensorBoardOptions? options = null, TimeProvider? time = null)
    {
        _options = (options ?? new TensorBoardOptions()).Checked();
        _time = time ?? TimeProvider.System;
    }

    private double Now => EventFile.Seconds(_time.GetUtcNow());

    /// <inheritdoc/>
    /// <exception cref="LabException">The file cannot be written.</exception>
    public override void OnRunStart(RunInfo run)
    {
        ArgumentNullException.ThrowIfNull(run);
        if (!_options.Enabled || run.Folder is not { } folder)
        {
            return;
        }

        _writer = EventFile.Create(folder, _time.GetUtcNow(), TimeSpan.FromSeconds(_options.FlushSeconds));
        if (run.Phase == Phase.Train && run.Start.Step > 0)
        {
            _writer.Add(new RestartRecord(Now, run.Start.Step + 1));
        }

        _writer.Add(new TextRecord(Now, run.Start.Step, "run", RunTables.Plan(run)));
        _writer.Add(new TextRecord(Now, run.Start.Step, "options", RunTables.Options(run)));
    }

    /// <inheritdoc/>
    public override void OnEpochStart(EpochStart epoch) => _window.Reset();

    /// <inheritdoc/>
    public override void OnBatchEnd(BatchEnd batch, RunControl control)
    {
        ArgumentNullException.ThrowIfNull(batch);
        if (_writer is not null && batch.Phase == Phase.Train && _window.Closes(batch, out var loss) && _options.Every is { } every && batch.Step % every.Value == 0)
        {
            _writer.Add(new ScalarsRecord(Now, batch.Step, [new(StepLossTag, loss), new(LearningRateTag, batch.LearningRate)]));
        }
    }

    /// <inheritdoc/>
    public override void OnEpochEnd(EpochEnd epoch)
    {
        ArgumentNullException.ThrowIfNull(epoch);
        if (_writer is not null && epoch.Metrics.Count > 0)
        {
            _writer.Add(new ScalarsRecord(Now, epoch.Step, [.. epoch.Metrics.Select(entry => KeyValuePair.Create(entry.Key.In(epoch.Phase), entry.Value))]));
        }
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
