using System.Globalization;
using System.Text;

namespace Lab.Hooks;

/// <summary>
/// Writes <c>log.txt</c> into the run's folder (<see cref="RunInfo.LogFolder"/>): a line for each pass with all of its numbers, one every so many steps, how the run ended, and errors with their stack.
/// Every line is written through at once, and others may read the file meanwhile. A resumed run appends.
/// </summary>
public sealed class TextLogHook : BatchHook
{
    /// <summary>The file's name in the run's folder.</summary>
    public const string FileName = "log.txt";

    private readonly TextLogOptions _options;
    private readonly TimeProvider _time;
    private LineFile? _file;
    private WindowLoss _window;

    /// <summary>A text log.</summary>
    /// <param name="options">What is written; the defaults if null.</param>
    /// <param name="time">The clock of the lines; the system's if null.</param>
    /// <exception cref="LabValidationException">An option is out of its range.</exception>
    public TextLogHook(TextLogOptions? options = null, TimeProvider? time = null)
    {
        _options = (options ?? new TextLogOptions()).Checked();
        _time = time ?? TimeProvider.System;
    }

    /// <inheritdoc/>
    /// <exception cref="LabException">The file cannot be written.</exception>
    public override void OnRunStart(RunInfo run)
    {
        ArgumentNullException.ThrowIfNull(run);
        if (!_options.Enabled || run.LogFolder is not { } folder)
        {
            return;
        }

        RunFile.Guard(folder, () => Directory.CreateDirectory(folder));
        _file = new LineFile(Path.Combine(folder, FileName));
        if (run.Phase == Phase.Train && run.Start != default)
        {
            Write($"resumed at {TextLogLines.Describe(run.Start)}");
        }

        foreach (var line in TextLogLines.Describe(run))
        {
            Write(line);
        }
    }

    /// <inheritdoc/>
    public override void OnEpochStart(EpochStart epoch) => _window.Reset();

    /// <inheritdoc/>
    public override void OnBatchEnd(BatchEnd batch, RunControl control)
    {
        ArgumentNullException.ThrowIfNull(batch);
        if (_file is not null && batch.Phase == Phase.Train && _window.Closes(batch, out var loss) && _options.Every is { } every && batch.Step % every.Value == 0)
        {
            Write(string.Create(CultureInfo.InvariantCulture, $"epoch {batch.Epoch} step {batch.Step}: loss {Numbers.Short(loss)}, learning rate {Numbers.Short(batch.LearningRate)}"));
        }
    }

    /// <inheritdoc/>
    public override void OnNonFinite(NonFinite found, RunControl control)
    {
        ArgumentNullException.ThrowIfNull(found);
        if (_file is not null)
        {
            Write(TextLogLines.Describe(found));
        }
    }

    /// <inheritdoc/>
    public override void OnEpochEnd(EpochEnd epoch)
    {
        ArgumentNullException.ThrowIfNull(epoch);
        if (_file is not null)
        {
            Write(TextLogLines.Describe(epoch));
        }
    }

    /// <inheritdoc/>
    public override void OnFault(RunFault fault)
    {
        ArgumentNullException.ThrowIfNull(fault);
        if (_file is not null)
        {
            Write($"error in {TextLogLines.NameOf(fault.Phase)} at {TextLogLines.Describe(fault.Position)}:{Environment.NewLine}{fault.Error}");
        }
    }

    /// <inheritdoc/>
    public override void OnRunEnd(RunResult result)
    {
        ArgumentNullException.ThrowIfNull(result);
        if (_file is not null)
        {
            Write(TextLogLines.Describe(result));
            Close();
        }
    }

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
        _file?.Dispose();
        _file = null;
    }

    private void Write(string line) =>
        _file!.Append(Encoding.UTF8.GetBytes(string.Create(CultureInfo.InvariantCulture, $"{_time.GetLocalNow():yyyy-MM-dd HH:mm:ss} {line}{Environment.NewLine}")));
}
