namespace Lab.Hooks;

/// <summary>
/// Writes an event file for TensorBoard into the run's folder: <c>train/step_loss</c> and <c>train/learning_rate</c> of the steps, every pass's numbers under
/// <c>phase/name</c> (so <c>train/loss</c> is the mean of a whole epoch), and the run and its options as text. Steps are optimizer steps.
/// </summary>
/// <remarks>
/// A thread of its own encodes and writes; before a checkpoint it is waited for, so that a kill loses nothing that the checkpoint builds on. A resumed run cuts what the earlier
/// files hold of later steps and starts a new file, whose session record makes a TensorBoard that has read them forget them too.
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
    private HashSet<string> _written = [];
    private long _start;
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

    /// <inheritdoc/>
    public override bool IsEnabled => _options.Enabled;

    private double Now => EventFile.Seconds(_time.GetUtcNow());

    /// <inheritdoc/>
    /// <exception cref="LabException">The file cannot be written.</exception>
    public override void OnRunStart(RunInfo run)
    {
        ArgumentNullException.ThrowIfNull(run);
        if (run.Folder is not { } folder)
        {
            return;
        }

        var isFit = run.Phase == Phase.Train;
        _start = run.Start.Step;
        _written = isFit ? RunFile.Guard(folder, () => EventFileCut.Apply(folder, _start)) : [];
        _writer = EventFile.Create(folder, _time.GetUtcNow(), TimeSpan.FromSeconds(_options.FlushSeconds));
        if (_written.Count > 0 || (isFit && _start > 0))
        {
            _writer.Add(new RestartRecord(Now, _start + 1));
        }

        AddText("run", RunTables.Plan(run));
        if (isFit)
        {
            AddText("options", RunTables.Options(run));
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
            _writer.Add(new ScalarsRecord(Now, batch.Step, [new(StepLossTag, loss), new(LearningRateTag, batch.LearningRate)]));
        }
    }

    /// <inheritdoc/>
    public override void OnEpochEnd(EpochEnd epoch)
    {
        ArgumentNullException.ThrowIfNull(epoch);
        if (_writer is not null
            && epoch.Metrics.Select(entry => KeyValuePair.Create(entry.Key.In(epoch.Phase), entry.Value)).Where(entry => !IsWritten(entry.Key, epoch.Step)).ToList() is { Count: > 0 } values)
        {
            _writer.Add(new ScalarsRecord(Now, epoch.Step, values));
        }
    }

    /// <inheritdoc/>
    /// <exception cref="LabException">The file cannot be written.</exception>
    public override void OnCheckpoint(Position position) => _writer?.Flush();

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

    // A checkpoint that was taken before the epoch's numbers leads to them a second time.
    private bool IsWritten(string tag, long step) => step == _start && _written.Contains(tag);

    private void AddText(string tag, string markdown)
    {
        if (!IsWritten(tag, _start))
        {
            _writer!.Add(new TextRecord(Now, _start, tag, markdown));
        }
    }

    private void Close()
    {
        var writer = _writer;
        _writer = null;
        writer?.Dispose();
    }
}
