using System.Globalization;

namespace Lab.Hooks;

/// <summary>Counts what a pass has done and puts it into words.</summary>
internal sealed class ProgressMeter
{
    private readonly RunInfo _run;
    private readonly TimeProvider _time;
    private readonly long _runStart;
    private EpochStart _pass = new(Phase.Train, 0, 0, 0, 0);
    private long _passStart;
    private double _lossSum;
    private long _lossSamples;
    private long _samples;
    private int? _leftOut;
    private TimeSpan _dataWait;
    private int _batches;
    private long _step;

    public ProgressMeter(RunInfo run, TimeProvider time)
    {
        _run = run;
        _time = time;
        _step = run.Start.Step;
        _runStart = time.GetTimestamp();
    }

    /// <summary>The share of the pass that is done, 0 to 1.</summary>
    public double Share => _pass.Batches > 0 ? Math.Clamp((double)_batches / _pass.Batches, 0, 1) : 0;

    public void Start(EpochStart pass)
    {
        _pass = pass;
        _passStart = _time.GetTimestamp();
        _lossSum = 0;
        _lossSamples = 0;
        _samples = 0;
        _leftOut = null;
        _dataWait = TimeSpan.Zero;
        _batches = pass.FirstBatch;
    }

    /// <summary>A batch of this pass, yet to be added, whose loss does not count.</summary>
    public void LeaveOut(int batch) => _leftOut = batch;

    public void Add(BatchEnd batch)
    {
        if (batch.Samples > 0 && batch.Batch != _leftOut)
        {
            _lossSum += batch.Loss * batch.Samples;
            _lossSamples += batch.Samples;
        }

        _samples += batch.Samples;
        _dataWait += batch.DataWait;
        _batches = batch.Batch + 1;
        _step = batch.Step;
    }

    /// <summary>The pass, how far it is, the running mean of its loss, speed, data wait and the time left.</summary>
    public string Describe()
    {
        var elapsed = _time.GetElapsedTime(_passStart);
        var parts = new List<string>(7);
        if (_pass.Epoch > 0)
        {
            parts.Add(string.Create(CultureInfo.InvariantCulture, $"epoch {_pass.Epoch}{(_run.Epochs is { } epochs ? $"/{epochs.Value}" : string.Empty)}"));
        }

        parts.Add(string.Create(CultureInfo.InvariantCulture, $"{_pass.Phase.ToString().ToLowerInvariant()} {_batches}/{_pass.Batches}"));
        if (_pass.Phase == Phase.Train)
        {
            parts.Add(string.Create(CultureInfo.InvariantCulture, $"step {_step}/{_run.Steps.Value}"));
        }

        if (_lossSamples > 0 && !double.IsNaN(_lossSum))
        {
            parts.Add($"loss {Numbers.Short(_lossSum / _lossSamples)}");
        }
        else if (_samples > 0 && _pass.Phase is not (Phase.Predict or Phase.Refresh))
        {
            parts.Add("loss NaN");
        }

        parts.Add($"{Numbers.Rate(_samples, elapsed)}/s");
        parts.Add($"data {Numbers.Percent(_dataWait, elapsed)} %");
        if (TimeLeft() is { } left)
        {
            parts.Add($"left {Numbers.Clock(left)}");
        }

        return string.Join("  ", parts);
    }

    // A fit's steps take their share of validation time with them; a pass that runs alone is measured in batches.
    private TimeSpan? TimeLeft()
    {
        var (done, all, since) = _run.Phase == Phase.Train
            ? (_step - _run.Start.Step, _run.Steps.Value - _run.Start.Step, _runStart)
            : (_batches - _pass.FirstBatch, _pass.Batches - _pass.FirstBatch, _passStart);
        return done > 0 && all >= done ? _time.GetElapsedTime(since) * ((double)(all - done) / done) : null;
    }
}
