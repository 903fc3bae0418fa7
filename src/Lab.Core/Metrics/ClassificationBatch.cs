using System.Runtime.InteropServices;

namespace Lab.Metrics;

/// <summary>
/// One batch of a classifier's answers in managed memory, read once for all metrics that look at it. Valid during <see cref="ClassificationMetric.Update(ClassificationBatch)"/>
/// only: its memory is used again for the next batch.
/// </summary>
public sealed class ClassificationBatch
{
    private long[] _targets = [];
    private long[] _predictions = [];
    private double[] _scores = [];
    private double[] _probabilities = [];
    private bool _hasScores;
    private bool _hasProbabilities;

    internal ClassificationBatch(int classCount, ScoreKind kind)
    {
        ClassCount = classCount;
        Kind = kind;
    }

    /// <summary>How many samples the batch holds.</summary>
    public int Count { get; private set; }

    /// <summary>How many classes there are.</summary>
    public int ClassCount { get; }

    /// <summary>What <see cref="Scores"/> gives.</summary>
    public ScoreKind Kind { get; }

    /// <summary>The class of each sample.</summary>
    public ReadOnlySpan<long> Targets => _targets.AsSpan(0, Count);

    /// <summary>The class with the highest score of each sample, the first one of equal ones.</summary>
    public ReadOnlySpan<long> Predictions => _predictions.AsSpan(0, Count);

    /// <summary>A sample's scores, one per class. Only for metrics that say that they need scores.</summary>
    public ReadOnlySpan<double> Scores(int sample) => _hasScores
        ? Row(_scores, sample)
        : throw new InvalidOperationException("The scores of this batch were not read: let the metric's NeedsScores return true.");

    /// <summary>A sample's probabilities, one per class: the softmax of logits. Only for metrics that say that they need scores.</summary>
    public ReadOnlySpan<double> Probabilities(int sample)
    {
        if (Kind == ScoreKind.Probabilities)
        {
            return Scores(sample);
        }

        if (!_hasProbabilities)
        {
            Grow(ref _probabilities, Count * ClassCount);
            for (var i = 0; i < Count; i++)
            {
                Softmax(Scores(i), _probabilities.AsSpan(i * ClassCount, ClassCount));
            }

            _hasProbabilities = true;
        }

        return Row(_probabilities, sample);
    }

    internal void Read(Tensor output, Tensor target, bool withScores)
    {
        ArgumentNullException.ThrowIfNull(output);
        ArgumentNullException.ThrowIfNull(target);
        if (output.dim() != 2 || output.size(1) != ClassCount)
        {
            throw new LabException($"The metrics are of {ClassCount} classes and take scores of shape [samples, {ClassCount}], but the model gave [{string.Join(", ", output.shape)}].");
        }

        if (target.dim() is not (1 or 2) || target.size(0) != output.size(0) || (target.dim() == 2 && target.size(1) != ClassCount))
        {
            throw new LabException(
                $"Metrics take one class index per sample, {output.size(0)} here, or probabilities of shape [samples, {ClassCount}], but the target is [{string.Join(", ", target.shape)}].");
        }

        Count = (int)output.size(0);
        _hasScores = withScores;
        _hasProbabilities = false;
        Grow(ref _targets, Count);
        Grow(ref _predictions, Count);
        if (Count == 0)
        {
            return;
        }

        using var scope = torch.NewDisposeScope();
        using var noGradient = torch.no_grad();
        var classes = target.dim() == 2 ? target.argmax(1) : target.dtype == torch.ScalarType.Int64 ? target : target.to(torch.ScalarType.Int64);
        if (withScores || IsNearAndSmall(output))
        {
            ReadScores(output.detach());
            Copy<long>(classes, _targets.AsSpan(0, Count));
        }
        else
        {
            // Together, so that there is one transfer and one wait for the device.
            var both = torch.stack([output.argmax(1), classes.to(output.device)]).cpu();
            var numbers = MemoryMarshal.Cast<byte, long>(both.bytes);
            numbers[..Count].CopyTo(_predictions);
            numbers[Count..].CopyTo(_targets);
        }

        CheckTargets();
    }

    private void ReadScores(Tensor output)
    {
        var length = Count * ClassCount;
        Grow(ref _scores, length);
        if (output.dtype == torch.ScalarType.Float64)
        {
            Copy<double>(output, _scores.AsSpan(0, length));
        }
        else
        {
            var single = output.dtype == torch.ScalarType.Float32 ? output : output.to(torch.ScalarType.Float32);
            var numbers = MemoryMarshal.Cast<byte, float>(Near(single).bytes);
            for (var i = 0; i < length; i++)
            {
                _scores[i] = numbers[i];
            }
        }

        for (var i = 0; i < Count; i++)
        {
            _predictions[i] = Highest(Row(_scores, i));
        }
    }

    private void CheckTargets()
    {
        for (var i = 0; i < Count; i++)
        {
            if ((ulong)_targets[i] >= (ulong)ClassCount)
            {
                throw new LabException($"The target of sample {i} of the batch is class {_targets[i]}, but the metrics have {ClassCount} classes, numbered 0 to {ClassCount - 1}.");
            }
        }
    }

    private static void Copy<T>(Tensor tensor, Span<T> to)
        where T : unmanaged
    {
        MemoryMarshal.Cast<byte, T>(Near(tensor).bytes).CopyTo(to);
    }

    // Memory that is here already is read in less time than one operation of torch takes.
    private static bool IsNearAndSmall(Tensor output)
    {
        const long FewNumbers = 1 << 14;
        return output.device_type == DeviceType.CPU && output.numel() <= FewNumbers;
    }

    private static Tensor Near(Tensor tensor) => tensor.device_type == DeviceType.CPU && tensor.is_contiguous() ? tensor : tensor.cpu().contiguous();

    // As torch's argmax: the first of equal ones, and a NaN above all numbers.
    private static int Highest(ReadOnlySpan<double> scores)
    {
        var best = 0;
        for (var i = 0; i < scores.Length; i++)
        {
            if (double.IsNaN(scores[i]))
            {
                return i;
            }

            if (scores[i] > scores[best])
            {
                best = i;
            }
        }

        return best;
    }

    private static void Softmax(ReadOnlySpan<double> logits, Span<double> probabilities)
    {
        var highest = logits[Highest(logits)];
        var sum = 0.0;
        for (var i = 0; i < logits.Length; i++)
        {
            probabilities[i] = Math.Exp(logits[i] - highest);
            sum += probabilities[i];
        }

        for (var i = 0; i < logits.Length; i++)
        {
            probabilities[i] /= sum;
        }
    }

    private static void Grow<T>(ref T[] buffer, int length)
    {
        if (buffer.Length < length)
        {
            buffer = new T[length];
        }
    }

    private ReadOnlySpan<double> Row(double[] values, int sample)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(sample);
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(sample, Count);
        return values.AsSpan(sample * ClassCount, ClassCount);
    }
}
