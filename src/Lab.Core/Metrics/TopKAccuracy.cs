using System.Text.Json.Nodes;

namespace Lab.Metrics;

/// <summary>The share of samples whose class is among the k with the highest scores. Of equal scores the lower class index comes first.</summary>
public sealed class TopKAccuracy : ClassificationMetric
{
    private readonly int _k;
    private long _hits;
    private long _total;

    /// <summary>A top-k accuracy.</summary>
    /// <param name="classCount">How many classes there are.</param>
    /// <param name="k">How many answers a sample has, from 1 to <paramref name="classCount"/>.</param>
    public TopKAccuracy(int classCount, int k)
        : base(classCount)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(k, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(k, classCount);
        _k = k;
        Keys = [ClassificationKeys.TopAccuracy(k)];
    }

    /// <inheritdoc/>
    public override bool NeedsScores => true;

    /// <inheritdoc/>
    public override IReadOnlyList<MetricKey> Keys { get; }

    /// <inheritdoc/>
    public override void Update(ClassificationBatch batch)
    {
        ArgumentNullException.ThrowIfNull(batch);
        for (var i = 0; i < batch.Count; i++)
        {
            _hits += Rank(batch.Scores(i), (int)batch.Targets[i]) < _k ? 1 : 0;
        }

        _total += batch.Count;
    }

    /// <inheritdoc/>
    public override IReadOnlyList<double> Compute() => [(double)_hits / _total];

    /// <inheritdoc/>
    public override void Reset() => (_hits, _total) = (0, 0);

    /// <inheritdoc/>
    public override void Merge(Metric<Tensor, Tensor> other)
    {
        var same = SameAs<TopKAccuracy>(other);
        _hits += same._hits;
        _total += same._total;
    }

    /// <inheritdoc/>
    public override JsonNode CaptureState() => new JsonObject { ["k"] = _k, ["hits"] = _hits, ["total"] = _total };

    /// <inheritdoc/>
    public override void RestoreState(JsonNode state)
    {
        MetricState.CheckOption(state, "k", _k, nameof(TopKAccuracy));
        _hits = (long)MetricState.Get(state, "hits", nameof(TopKAccuracy));
        _total = (long)MetricState.Get(state, "total", nameof(TopKAccuracy));
    }

    private static int Rank(ReadOnlySpan<double> scores, int target)
    {
        var score = scores[target];
        var before = 0;
        for (var i = 0; i < scores.Length; i++)
        {
            // Written so that a score that is not a number never helps its class.
            if (i != target && (!(scores[i] <= score) || (scores[i] == score && i < target)))
            {
                before++;
            }
        }

        return before;
    }
}
