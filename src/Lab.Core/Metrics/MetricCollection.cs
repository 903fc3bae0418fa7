using System.Text.Json.Nodes;

namespace Lab.Metrics;

/// <summary>Several metrics of the same output and targets as one.</summary>
/// <typeparam name="TOutput">The model's output.</typeparam>
/// <typeparam name="TTarget">The targets.</typeparam>
/// <example><code>
/// var metrics = new MetricCollection&lt;MaskLogits, MaskLabels&gt;()
///     .Add("mask", output => output.Mask, target => target.Mask, new ClassificationMetrics(["worn", "wrong", "none"]))
///     .Add("age", output => output.Age, target => target.Age, new ClassificationMetrics(["young", "middle", "old"]));
/// </code></example>
public sealed class MetricCollection<TOutput, TTarget> : Metric<TOutput, TTarget>
{
    private readonly List<Metric<TOutput, TTarget>> _metrics = [];
    private IReadOnlyList<MetricKey> _keys = [];

    /// <summary>The given metrics.</summary>
    /// <exception cref="ArgumentException">Two numbers have the same name.</exception>
    public MetricCollection(params IReadOnlyList<Metric<TOutput, TTarget>> metrics)
    {
        ArgumentNullException.ThrowIfNull(metrics);
        foreach (var metric in metrics)
        {
            Add(metric);
        }
    }

    /// <inheritdoc/>
    public override IReadOnlyList<MetricKey> Keys => _keys;

    /// <summary>Adds a metric.</summary>
    /// <returns>This collection.</returns>
    /// <exception cref="ArgumentException">A number of the metric has the name of another.</exception>
    public MetricCollection<TOutput, TTarget> Add(Metric<TOutput, TTarget> metric)
    {
        ArgumentNullException.ThrowIfNull(metric);
        MetricKey[] keys = [.. _keys, .. metric.Keys];
        MetricKeys.CheckUnique(keys, nameof(metric));
        _metrics.Add(metric);
        _keys = keys;
        return this;
    }

    /// <summary>Adds a metric of parts of the output and of the targets.</summary>
    /// <param name="prefix">What comes before every key of the metric, or null.</param>
    /// <param name="output">Picks from the model's output.</param>
    /// <param name="target">Picks from the targets.</param>
    /// <param name="metric">Judges what was picked.</param>
    /// <returns>This collection.</returns>
    /// <exception cref="ArgumentException">A number of the metric has the name of another.</exception>
    public MetricCollection<TOutput, TTarget> Add<TPartOutput, TPartTarget>(
        string? prefix,
        Func<TOutput, TPartOutput> output,
        Func<TTarget, TPartTarget> target,
        Metric<TPartOutput, TPartTarget> metric) => Add(new SelectMetric<TOutput, TTarget, TPartOutput, TPartTarget>(prefix, output, target, metric));

    /// <inheritdoc/>
    public override void Update(TOutput output, TTarget target)
    {
        foreach (var metric in _metrics)
        {
            metric.Update(output, target);
        }
    }

    /// <inheritdoc/>
    public override IReadOnlyList<double> Compute() => [.. _metrics.SelectMany(metric => metric.Compute())];

    /// <inheritdoc/>
    public override void Reset()
    {
        foreach (var metric in _metrics)
        {
            metric.Reset();
        }
    }

    /// <inheritdoc/>
    public override void Merge(Metric<TOutput, TTarget> other)
    {
        ArgumentNullException.ThrowIfNull(other);
        if (other is not MetricCollection<TOutput, TTarget> same || !same.Keys.SequenceEqual(Keys))
        {
            throw new ArgumentException($"{other.GetType().Name} cannot be merged into this collection: both must hold the same metrics.", nameof(other));
        }

        foreach (var (metric, others) in _metrics.Zip(same._metrics))
        {
            metric.Merge(others);
        }
    }

    /// <inheritdoc/>
    public override JsonNode CaptureState() => MetricKeys.Capture(_metrics);

    /// <inheritdoc/>
    public override void RestoreState(JsonNode state) => MetricKeys.Restore(_metrics, state, nameof(MetricCollection<TOutput, TTarget>));
}
