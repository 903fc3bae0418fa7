using System.Text.Json.Nodes;

namespace Lab.Testing;

/// <summary>Produces whatever numbers a hook monitors, so that it finds them in the probe's runs: accuracies, each scaled in its own way.</summary>
internal sealed class MonitoredNumbers(IReadOnlyList<string> names) : Metric<Tensor, Tensor>
{
    private long _right;
    private long _all;

    public override IReadOnlyList<MetricKey> Keys { get; } = [.. names.Select(name => new MetricKey(name))];

    public override void Update(Tensor output, Tensor target)
    {
        _right += output.argmax(1).eq(target).sum().item<long>();
        _all += target.size(0);
    }

    public override IReadOnlyList<double> Compute() => [.. Keys.Select((_, i) => (double)_right / _all / (i + 1))];

    public override void Reset() => (_right, _all) = (0, 0);

    public override void Merge(Metric<Tensor, Tensor> other)
    {
        var same = (MonitoredNumbers)other;
        (_right, _all) = (_right + same._right, _all + same._all);
    }

    public override JsonNode CaptureState() => new JsonArray(_right, _all);

    public override void RestoreState(JsonNode state) => (_right, _all) = (state[0]!.GetValue<long>(), state[1]!.GetValue<long>());
}
