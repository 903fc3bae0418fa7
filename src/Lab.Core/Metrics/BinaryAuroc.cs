using System.Runtime.InteropServices;
using System.Text.Json.Nodes;

namespace Lab.Metrics;

/// <summary>
/// The area under the receiver operating characteristic of one score per sample, of shape [samples] or [samples, 1], against targets of 0 and 1 in as many elements
/// (any number type, or bool). Any score does, logit or probability: only the order counts.
/// </summary>
/// <remarks>Exact, so it keeps every score of the pass.</remarks>
public sealed class BinaryAuroc : Metric<Tensor, Tensor>
{
    private readonly List<double> _scores = [];
    private readonly List<byte> _targets = [];

    /// <inheritdoc/>
    public override IReadOnlyList<MetricKey> Keys { get; } = [ClassificationKeys.Auroc];

    /// <inheritdoc/>
    /// <exception cref="LabException">A shape does not fit, or a target is neither 0 nor 1.</exception>
    public override void Update(Tensor output, Tensor target)
    {
        ArgumentNullException.ThrowIfNull(output);
        ArgumentNullException.ThrowIfNull(target);
        if (output.NumberOfElements != output.size(0) || target.NumberOfElements != output.NumberOfElements)
        {
            throw new LabException(
                $"BinaryAuroc takes one score and one target per sample, but the model gave [{string.Join(", ", output.shape)}] and the target is [{string.Join(", ", target.shape)}].");
        }

        using var scope = torch.NewDisposeScope();
        var scores = output.detach().to(torch.ScalarType.Float64).cpu().contiguous();
        var targets = target.detach().to(torch.ScalarType.Float64).cpu().contiguous();
        var answers = MemoryMarshal.Cast<byte, double>(targets.bytes);
        foreach (var answer in answers)
        {
            if (answer is not (0 or 1))
            {
                throw new LabException(FormattableString.Invariant($"BinaryAuroc takes targets of 0 and 1, but one is {answer}."));
            }
        }

        foreach (var answer in answers)
        {
            _targets.Add((byte)answer);
        }

        _scores.AddRange(MemoryMarshal.Cast<byte, double>(scores.bytes));
    }

    /// <inheritdoc/>
    public override IReadOnlyList<double> Compute() => [RankedScores.Auroc([.. _scores], [.. _targets.Select(target => target == 1)])];

    /// <inheritdoc/>
    public override void Reset()
    {
        _scores.Clear();
        _targets.Clear();
    }

    /// <inheritdoc/>
    public override void Merge(Metric<Tensor, Tensor> other)
    {
        ArgumentNullException.ThrowIfNull(other);
        var same = other as BinaryAuroc ?? throw new ArgumentException($"{other.GetType().Name} cannot be merged into BinaryAuroc.", nameof(other));
        _scores.AddRange(same._scores);
        _targets.AddRange(same._targets);
    }

    /// <inheritdoc/>
    public override JsonNode CaptureState() => new JsonObject
    {
        ["targets"] = MetricState.Write<byte>(CollectionsMarshal.AsSpan(_targets)),
        ["scores"] = MetricState.Write<double>(CollectionsMarshal.AsSpan(_scores)),
    };

    /// <inheritdoc/>
    public override void RestoreState(JsonNode state)
    {
        Reset();
        _targets.AddRange(MetricState.Read<byte>(state, "targets", nameof(BinaryAuroc)));
        _scores.AddRange(MetricState.Read<double>(state, "scores", nameof(BinaryAuroc)));
    }
}
