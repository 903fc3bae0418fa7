using System.Text.Json.Nodes;

namespace Lab.Testing.Tests;

[NonParallelizable]
public sealed class MetricContractTests
{
    private static readonly Dictionary<string, Func<MeanError>[]> Breaking = new()
    {
        ["keys"] = [() => new MeanError { Names = ["error", "error"] }],
        ["empty"] = [() => new MeanError { Nothing = double.PositiveInfinity }],
        ["batch-size"] = [() => new MeanOfBatches()],
        ["order"] = [() => new LastError()],
        ["merge"] = [() => new MergesLast(), () => new EatsParts()],
        ["compute"] = [() => new CountsComputes()],
        ["reset"] = [() => new ForgetsHalf()],
        ["state"] = [() => new RestoresHalf(), () => new AddsState()],
        ["no-leak"] = [() => new KeepsOutputs()],
        ["inputs"] = [() => new ChangesTargets()],
    };

    private static IEnumerable<TestCaseData> Cases => Breaking.SelectMany(rule => rule.Value.Select((create, i) => new TestCaseData(rule.Key, create).SetArgDisplayNames(rule.Key, $"{i}")));

    [TestCaseSource(nameof(Cases))]
    public void A_metric_that_breaks_a_rule_is_caught(string rule, Func<Metric<Tensor, Tensor>> create) => Broken.Assert(rule, () => Check(create));

    [Test]
    public void Every_rule_has_a_metric_that_breaks_it() => Assert.That(Breaking.Keys, Is.EquivalentTo(MetricContract.Rules.Select(rule => rule.Name)));

    [Test]
    public void A_sound_metric_passes() => Assert.That(() => Check(() => new MeanError()), Throws.Nothing);

    [Test]
    public void The_number_and_the_way_in_which_it_came_out_are_told() => Broken.Assert("batch-size", () => Check(() => new MeanOfBatches()), "in batches of 3");

    private static void Check(Func<Metric<Tensor, Tensor>> create)
    {
        using var outputs = torch.tensor(Enumerable.Range(0, 20).Select(i => Math.Sin(i * i)).ToArray());
        using var targets = torch.tensor(Enumerable.Range(0, 20).Select(i => Math.Cos(i)).ToArray());
        MetricContract.Check(create, outputs, targets);
    }

    /// <summary>The mean absolute error: sound, and each way to break it is a change of one member.</summary>
    private class MeanError : Metric<Tensor, Tensor>
    {
        public double Sum { get; set; }

        public long Count { get; set; }

        public string[] Names { get; init; } = ["error"];

        public double Nothing { get; init; } = double.NaN;

        public override IReadOnlyList<MetricKey> Keys => [.. Names.Select(name => new MetricKey(name, HigherIsBetter: false))];

        public override void Update(Tensor output, Tensor target)
        {
            // Sums of multiples of 2^-20 are exact, so that the order does not show.
            Sum += Math.Round((output - target).abs().mul(1 << 20).round().sum().item<double>()) / (1 << 20);
            Count += target.size(0);
        }

        public override IReadOnlyList<double> Compute() => [.. Names.Select(_ => Count == 0 ? Nothing : Sum / Count)];

        public override void Reset() => (Sum, Count) = (0, 0);

        public override void Merge(Metric<Tensor, Tensor> other) => (Sum, Count) = (Sum + ((MeanError)other).Sum, Count + ((MeanError)other).Count);

        public override JsonNode CaptureState() => new JsonArray(Sum, Count);

        public override void RestoreState(JsonNode state) => (Sum, Count) = (state[0]!.GetValue<double>(), state[1]!.GetValue<long>());
    }

    private sealed class MeanOfBatches : MeanError
    {
        public override void Update(Tensor output, Tensor target)
        {
            Sum += (output - target).abs().mean().item<double>();
            Count++;
        }
    }

    private sealed class LastError : MeanError
    {
        public override void Update(Tensor output, Tensor target) => (Sum, Count) = ((output - target).abs()[-1].item<double>(), 1);
    }

    private sealed class MergesLast : MeanError
    {
        public override void Merge(Metric<Tensor, Tensor> other) => (Sum, Count) = (((MeanError)other).Sum, ((MeanError)other).Count);
    }

    private sealed class EatsParts : MeanError
    {
        public override void Merge(Metric<Tensor, Tensor> other)
        {
            base.Merge(other);
            other.Reset();
        }
    }

    private sealed class CountsComputes : MeanError
    {
        public override IReadOnlyList<double> Compute()
        {
            var values = base.Compute();
            Sum += 1;
            return values;
        }
    }

    private sealed class ForgetsHalf : MeanError
    {
        public override void Reset() => Sum = 0;
    }

    private sealed class RestoresHalf : MeanError
    {
        public override void RestoreState(JsonNode state) => Sum = state[0]!.GetValue<double>();
    }

    private sealed class AddsState : MeanError
    {
        public override void RestoreState(JsonNode state) => (Sum, Count) = (Sum + state[0]!.GetValue<double>(), Count + state[1]!.GetValue<long>());
    }

    private sealed class KeepsOutputs : MeanError
    {
        private Tensor? _last;

        public Tensor? Last => _last;

        public override void Update(Tensor output, Tensor target)
        {
            base.Update(output, target);
            _last = output.clone().DetachFromDisposeScope();
        }
    }

    private sealed class ChangesTargets : MeanError
    {
        public override void Update(Tensor output, Tensor target)
        {
            base.Update(output, target);
            target.zero_();
        }
    }
}
