using System.Diagnostics;
using System.Globalization;

namespace Lab.Analysis;

/// <summary>Says how far a long part of the analysis is: at its beginning, every two seconds and at its end. Safe for use from several threads.</summary>
public sealed class AnalysisProgress
{
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(2);

    private readonly Action<string> _report;
    private readonly Lock _gate = new();
    private string _what = string.Empty;
    private long _total;
    private long _done;
    private long _started;
    private long _told;

    internal AnalysisProgress(Action<string> report) => _report = report;

    /// <summary>Begins a part.</summary>
    /// <param name="what">What is done, such as <c>reading images</c>.</param>
    /// <param name="total">How many steps it has.</param>
    public void Begin(string what, long total)
    {
        lock (_gate)
        {
            (_what, _total, _done) = (what, total, 0);
            _started = _told = Stopwatch.GetTimestamp();
            _report($"{what}: {total.ToString("N0", CultureInfo.InvariantCulture)} in all");
        }
    }

    /// <summary>Counts a step.</summary>
    public void Step()
    {
        lock (_gate)
        {
            _done++;
            if (Stopwatch.GetElapsedTime(_told) < Pause && _done != _total)
            {
                return;
            }

            _told = Stopwatch.GetTimestamp();
            var seconds = Math.Max(1e-3, Stopwatch.GetElapsedTime(_started).TotalSeconds);
            _report(string.Create(CultureInfo.InvariantCulture, $"{_what}: {_done:N0} of {_total:N0}, {_done / seconds:N0} a second"));
        }
    }
}
