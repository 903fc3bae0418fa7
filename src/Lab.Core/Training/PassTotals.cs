using System.Text.Json;
using System.Text.Json.Nodes;
using Lab.Checkpoints;

namespace Lab.Training;

/// <summary>The sums of one pass: loss weighted by samples, and metrics.</summary>
internal sealed class PassTotals<TOutput, TTarget>(IReadOnlyList<Metric<TOutput, TTarget>> metrics, bool hasLoss)
{
    private double _lossSum;

    public long Samples { get; private set; }

    public long Skipped { get; set; }

    public long SkippedSteps { get; set; }

    public TimeSpan DataWait { get; set; }

    public IReadOnlyList<MetricKey> Keys { get; } = [.. hasLoss ? [MetricKey.Loss] : Array.Empty<MetricKey>(), .. metrics.SelectMany(metric => metric.Keys)];

    public void Reset()
    {
        _lossSum = 0;
        Samples = 0;
        Skipped = 0;
        SkippedSteps = 0;
        DataWait = TimeSpan.Zero;
        foreach (var metric in metrics)
        {
            metric.Reset();
        }
    }

    public void Add(double loss, int samples)
    {
        _lossSum += loss * samples;
        Samples += samples;
    }

    public void Update(TOutput output, TTarget target)
    {
        foreach (var metric in metrics)
        {
            metric.Update(output, target);
        }
    }

    public MetricValues Compute()
    {
        var values = hasLoss ? [Samples == 0 ? double.NaN : _lossSum / Samples] : new List<double>();
        foreach (var metric in metrics)
        {
            values.AddRange(metric.Compute());
        }

        return new MetricValues(Keys.Zip(values, KeyValuePair.Create));
    }

    public JsonObject Capture() => new()
    {
        ["lossSum"] = StateJson.ToNode(_lossSum),
        ["samples"] = Samples,
        ["skipped"] = Skipped,
        ["skippedSteps"] = SkippedSteps,
        ["metrics"] = new JsonArray([.. metrics.Select(metric => metric.CaptureState())]),
    };

    public void Restore(JsonObject state)
    {
        var states = state["metrics"]!.AsArray();
        if (states.Count != metrics.Count)
        {
            throw new LabException($"The checkpoint holds {states.Count} training metrics, this run has {metrics.Count}: continue with the metrics that the run was started with.");
        }

        _lossSum = state["lossSum"].Deserialize<double>(StateJson.Options);
        Samples = state["samples"]!.GetValue<long>();
        Skipped = state["skipped"]!.GetValue<long>();
        SkippedSteps = state["skippedSteps"]!.GetValue<long>();
        for (var i = 0; i < metrics.Count; i++)
        {
            metrics[i].RestoreState(states[i]!);
        }
    }
}
