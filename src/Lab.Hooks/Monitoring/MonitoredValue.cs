namespace Lab.Hooks;

/// <summary>The value of a monitored metric in a report, and which way it gets better.</summary>
internal readonly record struct MonitoredValue(double Value, bool HigherIsBetter)
{
    /// <summary>Whether this is better than <paramref name="other"/> by more than <paramref name="minimumChange"/>. What is not finite is never better; a tie is not better.</summary>
    public bool IsBetterThan(double? other, double minimumChange = 0) =>
        double.IsFinite(Value) && (other is not { } best || (HigherIsBetter ? Value - best : best - Value) > minimumChange);

    /// <summary>Reads the metric from a report; null if its phase did not run.</summary>
    /// <exception cref="LabException">The phase ran and gave no such number.</exception>
    public static MonitoredValue? Find(EpochReport report, MonitoredMetric metric, MonitorMode mode)
    {
        var end = report.Of(metric.Phase);
        if (end is null)
        {
            return null;
        }

        foreach (var (key, value) in end.Metrics)
        {
            if (key.Name == metric.Metric)
            {
                return new MonitoredValue(value, mode == MonitorMode.Auto ? key.HigherIsBetter : mode == MonitorMode.Max);
            }
        }

        var there = string.Join(", ", end.Metrics.Select(entry => entry.Key.In(metric.Phase)));
        throw new LabException($"The monitored metric '{metric}' is not among the numbers of epoch {report.Epoch}: {there}. Monitor one of these, or add the metric that produces it.");
    }
}
