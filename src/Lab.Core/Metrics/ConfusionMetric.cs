using System.Text.Json.Nodes;

namespace Lab.Metrics;

/// <summary>Numbers that follow from confusion counts, all from one count.</summary>
/// <example><code>
/// new ConfusionMetric(18,
///     new(ClassificationKeys.Accuracy, counts => counts.Accuracy()),
///     new(new MetricKey("recall_of_old"), counts => counts.Recall(2)))
/// </code></example>
public class ConfusionMetric : ClassificationMetric
{
    private readonly IReadOnlyList<ConfusionNumber> _numbers;

    /// <summary>The given numbers.</summary>
    /// <param name="classCount">How many classes there are.</param>
    /// <param name="numbers">What to compute from the counts.</param>
    public ConfusionMetric(int classCount, params IReadOnlyList<ConfusionNumber> numbers)
        : base(classCount)
    {
        ArgumentNullException.ThrowIfNull(numbers);
        _numbers = [.. numbers];
        Keys = [.. numbers.Select(number => number.Key)];
        Counts = new ConfusionCounts(classCount);
    }

    /// <summary>The counts so far.</summary>
    public ConfusionCounts Counts { get; }

    /// <inheritdoc/>
    public override IReadOnlyList<MetricKey> Keys { get; }

    /// <inheritdoc/>
    public override void Update(ClassificationBatch batch)
    {
        ArgumentNullException.ThrowIfNull(batch);
        var targets = batch.Targets;
        var predictions = batch.Predictions;
        for (var i = 0; i < targets.Length; i++)
        {
            Counts.Add((int)targets[i], (int)predictions[i]);
        }
    }

    /// <inheritdoc/>
    public override IReadOnlyList<double> Compute() => [.. _numbers.Select(number => number.From(Counts))];

    /// <inheritdoc/>
    public override void Reset() => Counts.Reset();

    /// <inheritdoc/>
    public override void Merge(Metric<Tensor, Tensor> other) => Counts.Merge(SameAs<ConfusionMetric>(other).Counts);

    /// <inheritdoc/>
    public override JsonNode CaptureState() => Counts.CaptureState();

    /// <inheritdoc/>
    public override void RestoreState(JsonNode state) => Counts.RestoreState(state);
}

/// <summary>A number that follows from confusion counts.</summary>
/// <param name="Key">Its name.</param>
/// <param name="From">How it follows.</param>
public sealed record ConfusionNumber(MetricKey Key, Func<ConfusionCounts, double> From);
