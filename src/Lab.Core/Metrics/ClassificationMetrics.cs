using System.Text.Json.Nodes;

namespace Lab.Metrics;

/// <summary>The usual numbers of a classifier from one reading of each batch: accuracy, macro F1, balanced accuracy, and what the options add.</summary>
/// <example><code>
/// new ClassificationMetrics(["cat", "dog"], "pet", new() { PerClass = true })      // pet/accuracy, pet/macro_f1, ..., pet/f1/dog
/// </code></example>
public sealed class ClassificationMetrics : ClassificationMetric
{
    private readonly ConfusionMetric _confusion;
    private readonly IReadOnlyList<ClassificationMetric> _parts;

    /// <summary>The numbers of named classes.</summary>
    /// <param name="classNames">The names of the classes in index order.</param>
    /// <param name="prefix">What comes before every key, as in <c>age/accuracy</c>, or null.</param>
    /// <param name="options">What to add, or null for nothing.</param>
    public ClassificationMetrics(IReadOnlyList<string> classNames, string? prefix = null, ClassificationMetricsOptions? options = null)
        : base(classNames?.Count ?? throw new ArgumentNullException(nameof(classNames)), options?.Scores ?? ScoreKind.Logits)
    {
        options ??= new ClassificationMetricsOptions();
        ClassNames = [.. classNames];
        _confusion = new ConfusionMetric(ClassCount, [.. Numbers(ClassNames, options)]);
        _parts = [_confusion, .. ScoreParts(ClassCount, options)];
        Keys = [.. _parts.SelectMany(part => part.Keys).Select(key => key.Under(prefix))];
        NeedsScores = _parts.Any(part => part.NeedsScores);
        MetricKeys.CheckUnique(Keys, nameof(classNames));
    }

    /// <summary>The names of the classes in index order.</summary>
    public IReadOnlyList<string> ClassNames { get; }

    /// <summary>The confusion counts so far.</summary>
    public ConfusionCounts Counts => _confusion.Counts;

    /// <inheritdoc/>
    public override bool NeedsScores { get; }

    /// <inheritdoc/>
    public override IReadOnlyList<MetricKey> Keys { get; }

    /// <inheritdoc/>
    public override void Update(ClassificationBatch batch)
    {
        foreach (var part in _parts)
        {
            part.Update(batch);
        }
    }

    /// <inheritdoc/>
    public override IReadOnlyList<double> Compute() => [.. _parts.SelectMany(part => part.Compute())];

    /// <inheritdoc/>
    public override void Reset()
    {
        foreach (var part in _parts)
        {
            part.Reset();
        }
    }

    /// <inheritdoc/>
    public override void Merge(Metric<Tensor, Tensor> other)
    {
        var same = SameAs<ClassificationMetrics>(other);
        foreach (var (part, others) in _parts.Zip(same._parts))
        {
            part.Merge(others);
        }
    }

    /// <inheritdoc/>
    public override JsonNode CaptureState() => MetricKeys.Capture(_parts);

    /// <inheritdoc/>
    public override void RestoreState(JsonNode state) => MetricKeys.Restore(_parts, state, nameof(ClassificationMetrics));

    private static IEnumerable<ConfusionNumber> Numbers(IReadOnlyList<string> classNames, ClassificationMetricsOptions options)
    {
        yield return new(ClassificationKeys.Accuracy, counts => counts.Accuracy());
        yield return new(ClassificationKeys.MacroF1, counts => counts.F1(Averaging.Macro));
        yield return new(ClassificationKeys.BalancedAccuracy, counts => counts.BalancedAccuracy());
        if (options.Extended)
        {
            yield return new(ClassificationKeys.MacroPrecision, counts => counts.Precision(Averaging.Macro));
            yield return new(ClassificationKeys.MacroRecall, counts => counts.Recall(Averaging.Macro));
            yield return new(ClassificationKeys.WeightedF1, counts => counts.F1(Averaging.Weighted));
            yield return new(ClassificationKeys.CohenKappa, counts => counts.CohenKappa());
            yield return new(ClassificationKeys.MatthewsCorrelation, counts => counts.MatthewsCorrelation());
        }

        foreach (var number in options.PerClass ? ClassNumbers.PerClass(classNames) : [])
        {
            yield return number;
        }
    }

    private static IEnumerable<ClassificationMetric> ScoreParts(int classCount, ClassificationMetricsOptions options)
    {
        foreach (var k in options.TopK)
        {
            yield return new TopKAccuracy(classCount, k);
        }

        if (options.LogLoss)
        {
            yield return new LogLoss(classCount, options.Scores);
        }

        if (options.CalibrationError)
        {
            yield return new CalibrationError(classCount, scores: options.Scores);
        }

        if (options.Auroc)
        {
            yield return new Auroc(classCount, options.Scores);
        }
    }
}
