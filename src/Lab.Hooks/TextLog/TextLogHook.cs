using System.Globalization;
using System.Text;

namespace Lab.Hooks;

/// <summary>
/// Writes <c>log.txt</c> into the run's folder (<see cref="RunInfo.LogFolder"/>): a line for each pass with all of its numbers, one every so many steps, how the run ended, and errors with their stack.
/// Every line is written through at once, and others may read the file meanwhile.
/// </summary>
/// <remarks>
/// A resumed run drops the lines of steps after its start and goes on with one that says where it was resumed and which options are others now. How earlier parts ended, errors
/// and evaluations stay; an end that was written already, before the part was killed, is not written again.
/// </remarks>
public sealed class TextLogHook : BatchHook
{
    /// <summary>The file's name in the run's folder.</summary>
    public const string FileName = "log.txt";

    private readonly TextLogOptions _options;
    private readonly TimeProvider _time;
    private LineFile? _file;
    private string _earlierEnd = string.Empty;
    private HashSet<LineId> _written = [];
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
    public override bool IsEnabled => _options.Enabled;

    /// <inheritdoc/>
    /// <exception cref="LabException">The file cannot be written.</exception>
    public override void OnRunStart(RunInfo run)
    {
        ArgumentNullException.ThrowIfNull(run);
        if (run.LogFolder is not { } folder)
        {
            return;
        }

        var path = Path.Combine(folder, FileName);
        RunFile.Guard(path, () => Directory.CreateDirectory(folder));
        var isFit = run.Phase == Phase.Train;
        _earlierEnd = string.Empty;
        _written = isFit ? RunFile.Guard(path, () => LineCut.Apply(path, run.Start.Step, ReadLine)) : [];
        var started = isFit ? RunFile.Guard(path, () => TextLogLines.ReadOptions(path)) : null;
        _file = new LineFile(path);
        if (started is not null && !_file.IsEmpty)
        {
            Write(TextLogLines.DescribeResume(run, started));
            return;
        }

        // The head is one write: a kill leaves all of it or none.
        Write([TextLogLines.Describe(run), .. isFit ? run.Options.Select(TextLogLines.DescribeOption) : []]);

        // Of the lines that stay, the last before those of resumes may say how the run ended.
        bool ReadLine(string line, out LineId? id)
        {
            var isSound = TextLogLines.TryReadId(line, out id);
            if (!(id?.Step > run.Start.Step) && !TextLogLines.IsResume(line))
            {
                _earlierEnd = line;
            }

            return isSound;
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
            Write(TextLogLines.Describe(batch, loss));
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
        if (_file is not null && !_written.Contains(TextLogLines.IdOf(epoch)))
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
            if (!TextLogLines.IsOf(_earlierEnd, result))
            {
                Write(TextLogLines.Describe(result));
            }

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

    private void Write(params IEnumerable<string> lines)
    {
        var time = _time.GetLocalNow().ToString(TextLogLines.TimeFormat, CultureInfo.InvariantCulture);
        _file!.Append(Encoding.UTF8.GetBytes(string.Concat(lines.Select(line => $"{time}{line}{Environment.NewLine}"))));
    }
}
