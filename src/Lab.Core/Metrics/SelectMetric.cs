using System.Text.Json.Nodes;

namespace Lab.Metrics;

/// <summary>A metric of a part of the output and a part of the targets, such as one head, with a prefix before its keys.</summary>
/// <typeparam name="TOutput">The model's output.</typeparam>
/// <typeparam name="TTarget">The targets.</typeparam>
/// <typeparam name="TPartOutput">The part of the output that the inner metric takes.</typeparam>
/// <typeparam name="TPartTarget">The part of the targets that the inner metric takes.</typeparam>
public sealed class SelectMetric<TOutput, TTarget, TPartOutput, TPartTarget> : Metric<TOutput, TTarget>
{
    private readonly Func<TOutput, TPartOutput> _output;
    private readonly Func<TTarget, TPartTarget> _target;
    private readonly Metric<TPartOutput, TPartTarget> _inner;

    /// <summary>The metric <paramref name="inner"/> of what the two functions pick.</summary>
    /// <param name="prefix">What comes before every key, as in <c>age/accuracy</c>, or null.</param>
    /// <param name="output">Picks from the model's output.</param>
    /// <param name="target">Picks from the targets.</param>
    /// <param name="inner">Judges what was picked.</param>
    public SelectMetric(string? prefix, Func<TOutput, TPartOutput> output, Func<TTarget, TPartTarget> target, Metric<TPartOutput, TPartTarget> inner)
    {
        ArgumentNullException.ThrowIfNull(output);
        ArgumentNullException.ThrowIfNull(target);
        ArgumentNullException.ThrowIfNull(inner);
        _output = output;
        _target = target;
        _inner = inner;
        Keys = [.. inner.Keys.Select(key => key.Under(prefix))];
    }

    /// <inheritdoc/>
    public override IReadOnlyList<MetricKey> Keys { get; }

    /// <inheritdoc/>
    public override void Update(TOutput output, TTarget target) => _inner.Update(_output(output), _target(target));

    /// <inheritdoc/>
    public override IReadOnlyList<double> Compute() => _inner.Compute();

    /// <inheritdoc/>
    public override void Reset() => _inner.Reset();

    /// <inheritdoc/>
    public override void Merge(Metric<TOutput, TTarget> other)
    {
        ArgumentNullException.ThrowIfNull(other);
        var same = other as SelectMetric<TOutput, TTarget, TPartOutput, TPartTarget>
            ?? throw new ArgumentException($"{other.GetType().Name} cannot be merged into {GetType().Name}.", nameof(other));
        _inner.Merge(same._inner);
    }

    /// <inheritdoc/>
    public override JsonNode CaptureState() => _inner.CaptureState();

    /// <inheritdoc/>
    public override void RestoreState(JsonNode state) => _inner.RestoreState(state);
}
