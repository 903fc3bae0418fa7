using System.Runtime.InteropServices;
using System.Text.Json.Nodes;

namespace Lab.Metrics;

/// <summary>
/// The area under the receiver operating characteristic of each class's probability against the rest, and the mean over the classes that have both samples and others.
/// </summary>
/// <remarks>Exact, so it keeps every probability of the pass: 8 bytes per sample and class.</remarks>
public sealed class Auroc : ClassificationMetric
{
    private readonly List<double> _probabilities = [];
    private readonly List<int> _targets = [];
    private readonly bool _perClass;

    /// <summary>The mean over classes.</summary>
    /// <param name="classCount">How many classes there are.</param>
    /// <param name="scores">What the scores are.</param>
    public Auroc(int classCount, ScoreKind scores = ScoreKind.Logits)
        : base(classCount, scores) => Keys = [ClassificationKeys.Auroc];

    /// <summary>The mean over classes, and each class.</summary>
    /// <param name="classNames">The names of the classes in index order.</param>
    /// <param name="scores">What the scores are.</param>
    public Auroc(IReadOnlyList<string> classNames, ScoreKind scores = ScoreKind.Logits)
        : base(classNames?.Count ?? throw new ArgumentNullException(nameof(classNames)), scores)
    {
        _perClass = true;
        Keys = [ClassificationKeys.Auroc, .. classNames.Select(ClassificationKeys.ClassAuroc)];
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
            _probabilities.AddRange(batch.Probabilities(i));
            _targets.Add((int)batch.Targets[i]);
        }
    }

    /// <inheritdoc/>
    public override IReadOnlyList<double> Compute()
    {
        var present = new HashSet<int>(_targets);
        var perClass = new double[ClassCount];
        var scores = new double[_targets.Count];
        var positive = new bool[_targets.Count];
        for (var c = 0; c < ClassCount; c++)
        {
            if (!present.Contains(c))
            {
                perClass[c] = double.NaN;
                continue;
            }

            for (var i = 0; i < scores.Length; i++)
            {
                scores[i] = _probabilities[(i * ClassCount) + c];
                positive[i] = _targets[i] == c;
            }

            perClass[c] = RankedScores.Auroc(scores, positive);
        }

        // Classes that the pass lacks do not count, but a probability that is not a number must show.
        var counted = perClass.Where((_, c) => present.Contains(c)).ToArray();
        var mean = present.Count < 2 ? double.NaN : counted.Average();
        return _perClass ? [mean, .. perClass] : [mean];
    }

    /// <inheritdoc/>
    public override void Reset()
    {
        _probabilities.Clear();
        _targets.Clear();
    }

    /// <inheritdoc/>
    public override void Merge(Metric<Tensor, Tensor> other)
    {
        var same = SameAs<Auroc>(other);
        _probabilities.AddRange(same._probabilities);
        _targets.AddRange(same._targets);
    }

    /// <inheritdoc/>
    public override JsonNode CaptureState() => new JsonObject
    {
        ["classes"] = ClassCount,
        ["targets"] = MetricState.Write<int>(CollectionsMarshal.AsSpan(_targets)),
        ["probabilities"] = MetricState.Write<double>(CollectionsMarshal.AsSpan(_probabilities)),
    };

    /// <inheritdoc/>
    public override void RestoreState(JsonNode state)
    {
        MetricState.CheckOption(state, "classes", ClassCount, nameof(Auroc));
        Reset();
        _targets.AddRange(MetricState.Read<int>(state, "targets", nameof(Auroc)));
        _probabilities.AddRange(MetricState.Read<double>(state, "probabilities", nameof(Auroc)));
    }
}
