using System.Text.Json.Nodes;

namespace Lab;

/// <summary>
/// Numbers about a model's answers over a whole pass. A metric keeps sums that merge, so its value depends on the samples only, not on how they fell into
/// batches, and a pass that was interrupted continues.
/// </summary>
/// <typeparam name="TOutput">The model's output.</typeparam>
/// <typeparam name="TTarget">The targets.</typeparam>
public abstract class Metric<TOutput, TTarget>
{
    /// <summary>The numbers that <see cref="Compute"/> gives, in the same order. Known before any data, so that monitors can be checked.</summary>
    public abstract IReadOnlyList<MetricKey> Keys { get; }

    /// <summary>Takes in one batch. Runs without gradients, in a dispose scope; no tensor may be kept.</summary>
    public abstract void Update(TOutput output, TTarget target);

    /// <summary>The values for all samples taken in since <see cref="Reset"/>, one per key; NaN where undefined.</summary>
    public abstract IReadOnlyList<double> Compute();

    /// <summary>Forgets all samples.</summary>
    public abstract void Reset();

    /// <summary>Takes in all that <paramref name="other"/>, a metric of the same type and options, has taken in.</summary>
    public abstract void Merge(Metric<TOutput, TTarget> other);

    /// <summary>The sums so far, for a checkpoint.</summary>
    public abstract JsonNode CaptureState();

    /// <summary>Puts back what <see cref="CaptureState"/> gave.</summary>
    public abstract void RestoreState(JsonNode state);
}
