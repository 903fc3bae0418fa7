using System.Text.Json.Nodes;

namespace Lab.Metrics;

/// <summary>
/// The expected calibration error (Guo et al. 2017): samples are put into bins of equal width by the probability of their predicted class, and the distance between a
/// bin's accuracy and its mean probability is averaged by samples.
/// </summary>
public sealed class CalibrationError : ClassificationMetric
{
    private readonly long[] _samples;
    private readonly long[] _hits;
    private readonly double[] _confidence;

    /// <summary>A calibration error.</summary>
    /// <param name="classCount">How many classes there are.</param>
    /// <param name="bins">How many bins [0, 1] is cut into; each has its upper end, not its lower one.</param>
    /// <param name="scores">What the scores are.</param>
    public CalibrationError(int classCount, int bins = 15, ScoreKind scores = ScoreKind.Logits)
        : base(classCount, scores)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(bins, 1);
        _samples = new long[bins];
        _hits = new long[bins];
        _confidence = new double[bins];
    }

    /// <inheritdoc/>
    public override bool NeedsScores => true;

    /// <inheritdoc/>
    public override IReadOnlyList<MetricKey> Keys { get; } = [ClassificationKeys.CalibrationError];

    /// <inheritdoc/>
    public override void Update(ClassificationBatch batch)
    {
        ArgumentNullException.ThrowIfNull(batch);
        for (var i = 0; i < batch.Count; i++)
        {
            var predicted = (int)batch.Predictions[i];
            var confidence = batch.Probabilities(i)[predicted];

            // A probability that is not a number lands in the first bin and makes the value NaN, as it should.
            var bin = double.IsNaN(confidence) ? 0 : Math.Clamp((int)Math.Ceiling(confidence * _samples.Length) - 1, 0, _samples.Length - 1);
            _samples[bin]++;
            _hits[bin] += predicted == batch.Targets[i] ? 1 : 0;
            _confidence[bin] += confidence;
        }
    }

    /// <inheritdoc/>
    public override IReadOnlyList<double> Compute()
    {
        var distance = 0.0;
        for (var bin = 0; bin < _samples.Length; bin++)
        {
            distance += Math.Abs(_hits[bin] - _confidence[bin]);
        }

        return [distance / _samples.Sum()];
    }

    /// <inheritdoc/>
    public override void Reset()
    {
        Array.Clear(_samples);
        Array.Clear(_hits);
        Array.Clear(_confidence);
    }

    /// <inheritdoc/>
    public override void Merge(Metric<Tensor, Tensor> other)
    {
        var same = SameAs<CalibrationError>(other);
        if (same._samples.Length != _samples.Length)
        {
            throw new ArgumentException($"A calibration error of {same._samples.Length} bins cannot be merged into one of {_samples.Length}.", nameof(other));
        }

        for (var bin = 0; bin < _samples.Length; bin++)
        {
            _samples[bin] += same._samples[bin];
            _hits[bin] += same._hits[bin];
            _confidence[bin] += same._confidence[bin];
        }
    }

    /// <inheritdoc/>
    public override JsonNode CaptureState() => new JsonObject
    {
        ["bins"] = _samples.Length,
        ["samples"] = MetricState.Write<long>(_samples),
        ["hits"] = MetricState.Write<long>(_hits),
        ["confidence"] = MetricState.Write<double>(_confidence),
    };

    /// <inheritdoc/>
    public override void RestoreState(JsonNode state)
    {
        MetricState.CheckOption(state, "bins", _samples.Length, nameof(CalibrationError));
        MetricState.Read<long>(state, "samples", nameof(CalibrationError)).CopyTo(_samples, 0);
        MetricState.Read<long>(state, "hits", nameof(CalibrationError)).CopyTo(_hits, 0);
        MetricState.Read<double>(state, "confidence", nameof(CalibrationError)).CopyTo(_confidence, 0);
    }
}
