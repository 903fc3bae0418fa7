using Spectre.Console;

namespace Lab.Hooks;

/// <summary>
/// Shows on the console how far the run is: epoch, step, running mean of the loss, samples per second, the share of time spent waiting for data and the time left;
/// and a table with a row of metrics per epoch. Where the output is not a terminal, it adds plain lines, few of them.
/// </summary>
/// <remarks>A batch costs a few additions and a look at the clock; only what is due is put into words and written.</remarks>
public sealed class ProgressHook : BatchHook
{
    private readonly ProgressOptions _options;
    private readonly IAnsiConsole? _givenConsole;
    private readonly TimeProvider _time;
    private ProgressSurface? _surface;
    private ProgressMeter? _meter;
    private ReportTable? _table;
    private RunInfo? _run;
    private long _shownAt;

    /// <summary>Progress on a console.</summary>
    /// <param name="options">What is shown; the defaults if null.</param>
    /// <param name="console">The console; the process's if null.</param>
    /// <param name="time">The clock; the system's if null.</param>
    /// <exception cref="LabValidationException">An option is out of its range.</exception>
    public ProgressHook(ProgressOptions? options = null, IAnsiConsole? console = null, TimeProvider? time = null)
    {
        _options = (options ?? new ProgressOptions()).Checked();
        _givenConsole = console;
        _time = time ?? TimeProvider.System;
    }

    /// <inheritdoc/>
    public override bool IsEnabled => _options.Enabled;

    /// <inheritdoc/>
    public override void OnRunStart(RunInfo run)
    {
        ArgumentNullException.ThrowIfNull(run);
        _run = run;
        _table = null;
        _surface = ProgressSurface.For(_givenConsole ?? AnsiConsole.Console, _options);
        _meter = new ProgressMeter(run, _time);
        _shownAt = _time.GetTimestamp();
        foreach (var line in ProgressLines.Opening(run))
        {
            _surface.Line(line);
        }
    }

    /// <inheritdoc/>
    public override void OnEpochStart(EpochStart epoch)
    {
        ArgumentNullException.ThrowIfNull(epoch);
        _meter?.Start(epoch);
    }

    /// <inheritdoc/>
    public override void OnBatchEnd(BatchEnd batch, RunControl control)
    {
        ArgumentNullException.ThrowIfNull(batch);
        if (_surface is null)
        {
            return;
        }

        _meter!.Add(batch);
        var now = _time.GetTimestamp();
        if (_time.GetElapsedTime(_shownAt, now) >= _surface.Interval)
        {
            _surface.Status(_meter.Describe(), _meter.Share);
            _shownAt = now;
        }
    }

    /// <inheritdoc/>
    public override void OnNonFinite(NonFinite found, RunControl control)
    {
        ArgumentNullException.ThrowIfNull(found);
        if (found is { IsLoss: true, Policy: NonFinitePolicy.SkipStep })
        {
            _meter?.LeaveOut(found.Batches[0].Batch);
        }
    }

    /// <inheritdoc/>
    public override void OnEpochEnd(EpochEnd epoch)
    {
        ArgumentNullException.ThrowIfNull(epoch);
        if (_surface is not null && _run!.Phase != Phase.Train)
        {
            _surface.Line(ProgressLines.Pass(epoch));
        }
        else if (epoch.SkippedSteps > 0)
        {
            _surface?.Line(ProgressLines.SkippedSteps(epoch));
        }
    }

    /// <inheritdoc/>
    public override void OnEpochReport(EpochReport report, RunControl control)
    {
        ArgumentNullException.ThrowIfNull(report);
        if (_surface is null)
        {
            return;
        }

        if (_table is null)
        {
            _table = new ReportTable(ProgressLines.InOrder(_run!.Metrics.Count > 0 ? _run.Metrics : ProgressLines.Names(report)), _surface.Width);
            _surface.Line(_table.Header, heading: true);
        }

        _surface.Line(_table.Row(report));
    }

    /// <inheritdoc/>
    public override void OnFault(RunFault fault) => _surface?.Clear();

    /// <inheritdoc/>
    public override void OnRunEnd(RunResult result)
    {
        ArgumentNullException.ThrowIfNull(result);
        _surface?.Line(ProgressLines.Closing(result));
    }

    /// <inheritdoc/>
    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            _surface?.Clear();
            _surface = null;
        }

        base.Dispose(disposing);
    }
}
