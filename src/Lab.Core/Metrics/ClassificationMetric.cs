namespace Lab.Metrics;

/// <summary>
/// A metric of scores [samples, classes] against class indices [samples] (any whole-number type; probabilities [samples, classes], as mixup makes them, count as their
/// likeliest class). Derive from it to count what else a batch tells; several of them share one reading of it in <see cref="ClassificationMetrics"/>.
/// </summary>
public abstract class ClassificationMetric : Metric<Tensor, Tensor>
{
    private readonly ClassificationBatch _batch;

    /// <summary>A metric of so many classes.</summary>
    /// <param name="classCount">How many classes there are, at least 1.</param>
    /// <param name="scores">What the scores are.</param>
    protected ClassificationMetric(int classCount, ScoreKind scores = ScoreKind.Logits)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(classCount, 1);
        ClassCount = classCount;
        _batch = new ClassificationBatch(classCount, scores);
    }

    /// <summary>How many classes there are.</summary>
    public int ClassCount { get; }

    /// <summary>Whether scores are needed, not only the predicted class. Reading them costs a transfer of all of them.</summary>
    public virtual bool NeedsScores => false;

    /// <inheritdoc/>
    public sealed override void Update(Tensor output, Tensor target)
    {
        _batch.Read(output, target, NeedsScores);
        Update(_batch);
    }

    /// <summary>Takes in one batch.</summary>
    public abstract void Update(ClassificationBatch batch);

    /// <summary>The metric to merge, in its own type.</summary>
    /// <exception cref="ArgumentException">It is of another type or of another number of classes.</exception>
    protected TMetric SameAs<TMetric>(Metric<Tensor, Tensor> other)
        where TMetric : ClassificationMetric
    {
        ArgumentNullException.ThrowIfNull(other);
        return other is TMetric same && other.GetType() == GetType() && same.ClassCount == ClassCount && same.Keys.SequenceEqual(Keys)
            ? same
            : throw new ArgumentException($"{other.GetType().Name} cannot be merged into {GetType().Name}: both must be of the same type, with the same options.", nameof(other));
    }
}
