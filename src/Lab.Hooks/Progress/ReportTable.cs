using System.Globalization;
using System.Text;

namespace Lab.Hooks;

/// <summary>The table with a row per report. Its columns are those that fit: epoch, step and time, then the metrics in their order.</summary>
internal sealed class ReportTable
{
    private const int LeastCell = 9;
    private const string Gap = "  ";

    private readonly List<string> _columns = [];
    private readonly int _hidden;

    /// <summary>A table of the metrics that a run will produce, by <c>phase/name</c>.</summary>
    public ReportTable(IReadOnlyList<string> metrics, int width)
    {
        var used = Fixed("epoch", "step", "time").Length + $"{Gap}+{metrics.Count} more".Length;
        foreach (var metric in metrics)
        {
            used += Gap.Length + CellWidth(metric);
            if (used > width)
            {
                break;
            }

            _columns.Add(metric);
        }

        _hidden = metrics.Count - _columns.Count;
    }

    public string Header
    {
        get
        {
            var line = new StringBuilder(Fixed("epoch", "step", "time"));
            foreach (var column in _columns)
            {
                line.Append(Gap).Append(column.PadLeft(CellWidth(column)));
            }

            return (_hidden > 0 ? line.Append(CultureInfo.InvariantCulture, $"{Gap}+{_hidden} more") : line).ToString();
        }
    }

    public string Row(EpochReport report)
    {
        var values = report.Ends()
            .SelectMany(end => end.Metrics.Select(entry => KeyValuePair.Create(entry.Key.In(end.Phase), entry.Value)))
            .ToDictionary(entry => entry.Key, entry => entry.Value, StringComparer.Ordinal);
        var time = report.Ends().Aggregate(TimeSpan.Zero, (sum, end) => sum + end.Duration);
        var line = new StringBuilder(Fixed(report.Epoch.ToString(CultureInfo.InvariantCulture), report.Step.ToString(CultureInfo.InvariantCulture), Numbers.Clock(time)));
        foreach (var column in _columns)
        {
            line.Append(Gap).Append((values.TryGetValue(column, out var value) ? Numbers.Short(value) : "-").PadLeft(CellWidth(column)));
        }

        return line.ToString();
    }

    private static string Fixed(string epoch, string step, string time) => $"{epoch,5}{Gap}{step,8}{Gap}{time,8}";

    private static int CellWidth(string column) => Math.Max(column.Length, LeastCell);
}
