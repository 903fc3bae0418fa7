using System.Text.Json.Nodes;

namespace Lab.Metrics;

/// <summary>The mean of -log of the probability of the target's class: unweighted cross entropy, whatever the training's loss adds to it.</summary>
/// <param name="classCount">How many classes there are.</param>
/// <param name="scores">What the scores are. Probabilities of 0 count as 1e-15, as in scikit-learn.</param>
public sealed class LogLoss(int classCount, ScoreKind scores = ScoreKind.Logits) : ClassificationMetric(classCount, scores)
{
    private double _sum;
    private long _total;

    /// <inheritdoc/>
    public override bool NeedsScores => true;

    /// <inheritdoc/>
    public override IReadOnlyList<MetricKey> Keys { get; } = [ClassificationKeys.LogLoss];

    /// <inheritdoc/>
    public override void Update(ClassificationBatch batch)
    {
        ArgumentNullException.ThrowIfNull(batch);
        for (var i = 0; i < batch.Count; i++)
        {
            var target = (int)batch.Targets[i];
            _sum += batch.Kind == ScoreKind.Probabilities
                ? -Math.Log(Math.Clamp(batch.Probabilities(i)[target], 1e-15, 1))
                : LogSumExp(batch.Scores(i)) - batch.Scores(i)[target];
        }

        _total += batch.Count;
    }

    /// <inheritdoc/>
    public override IReadOnlyList<double> Compute() => [_sum / _total];

    /// <inheritdoc/>
    public override void Reset() => (_sum, _total) = (0, 0);

    /// <inheritdoc/>
    public override void Merge(Metric<Tensor, Tensor> other)
    {
        var same = SameAs<LogLoss>(other);
        _sum += same._sum;
        _total += same._total;
    }

    /// <inheritdoc/>
    public override JsonNode CaptureState() => new JsonObject { ["sum"] = MetricState.Write<double>([_sum]), ["total"] = _total };

    /// <inheritdoc/>
    public override void RestoreState(JsonNode state)
    {
        _sum = MetricState.Read<double>(state, "sum", nameof(LogLoss))[0];
        _total = (long)MetricState.Get(state, "total", nameof(LogLoss));
    }

    private static double LogSumExp(ReadOnlySpan<double> logits)
    {
        var highest = double.NegativeInfinity;
        foreach (var logit in logits)
        {
            highest = Math.Max(highest, logit);
        }

        var sum = 0.0;
        foreach (var logit in logits)
        {
            sum += Math.Exp(logit - highest);
        }

        return highest + Math.Log(sum);
    }
}
