using System.Text.Json.Nodes;

namespace Lab.Testing;

/// <summary>One check of one metric.</summary>
internal sealed class MetricCheck<TOutput, TTarget>(
    Func<Metric<TOutput, TTarget>> create, Func<IReadOnlyList<int>, (TOutput Output, TTarget Target)> batch, int samples, ContractReport report)
{
    private const double Tolerance = 1e-12;

    private readonly int[] _all = [.. Enumerable.Range(0, samples)];

    public void Run()
    {
        report.Try(MetricRules.Empty, Empty);
        IReadOnlyList<double> whole = [];
        if (!report.Try(MetricRules.BatchSize, () => whole = Fed(_all).Compute()))
        {
            // It takes no batch, so there is nothing more to see.
            return;
        }

        report.Try(MetricRules.BatchSize, () => BatchSizes(whole));
        report.Try(MetricRules.Order, () => Orders(whole));
        report.Try(MetricRules.Merge, () => Merges(whole));
        report.Try(MetricRules.Pure, Pure);
        report.Try(MetricRules.Reset, () => Reset(whole));
        report.Try(MetricRules.State, States);
        report.Try(MetricRules.NoTensors, LeavesNothing);
    }

    private void Empty()
    {
        var metric = create();
        var names = metric.Keys.Select(key => key.Name).ToList();
        var values = metric.Compute();
        report.Expect(
            MetricRules.Named,
            names.Count == values.Count && names.Distinct().Count() == names.Count && !names.Exists(string.IsNullOrWhiteSpace),
            $"the keys '{string.Join("', '", names)}' and {values.Count} numbers");
        report.Expect(MetricRules.Empty, !values.Any(double.IsInfinity), Text(values));
    }

    private void BatchSizes(IReadOnlyList<double> whole)
    {
        foreach (var size in new[] { 1, 3, Math.Max(1, samples - 1) })
        {
            Compare(MetricRules.BatchSize, Fed(_all, size), whole, $"in batches of {size}");
        }
    }

    private void Orders(IReadOnlyList<double> whole)
    {
        Compare(MetricRules.Order, Fed([.. _all.Reverse()]), whole, "in reverse order");
        Compare(MetricRules.Order, Fed(Keys.Shuffled(samples), 3), whole, "shuffled, in batches of 3");
    }

    private void Merges(IReadOnlyList<double> whole)
    {
        foreach (var cut in new[] { 0, 1, samples / 2, samples })
        {
            foreach (var reverse in new[] { false, true })
            {
                Metric<TOutput, TTarget>[] parts = [Fed(_all[..cut]), Fed(_all[cut..])];
                var before = parts.Select(Text).ToList();
                var merged = create();
                foreach (var part in reverse ? parts.Reverse() : parts)
                {
                    merged.Merge(part);
                }

                Compare(MetricRules.Merge, merged, whole, $"merged of {cut} and {samples - cut} samples{(reverse ? ", the second part first" : string.Empty)}");
                report.Expect(MetricRules.Merge, parts.Select(Text).SequenceEqual(before), "a part changed while it was merged into another");
            }
        }
    }

    private void Pure()
    {
        var metric = Fed(_all);
        var (state, first) = (Text(metric), metric.Compute());
        report.Expect(MetricRules.Pure, Same(metric.Compute(), first) && Text(metric) == state, $"first {Text(first)}, then {Text(metric.Compute())}; state {state}, then {Text(metric)}");
    }

    private void Reset(IReadOnlyList<double> whole)
    {
        var metric = Fed(_all);
        metric.Reset();
        report.Expect(MetricRules.Reset, Text(metric) == Text(create()), $"state {Text(metric)}, of a new one {Text(create())}");
        Feed(metric, _all, samples);
        Compare(MetricRules.Reset, metric, whole, "after Reset and the same samples again");
    }

    private void States()
    {
        var half = samples / 2;
        var expected = Fed(_all[..half]);
        var state = Text(expected);
        foreach (var (metric, what) in new[] { (create(), "a new metric"), (Fed(_all[half..]), "a metric that had seen other samples") })
        {
            metric.RestoreState(JsonNode.Parse(state)!);
            report.Expect(
                MetricRules.State,
                Text(metric) == state && Same(metric.Compute(), expected.Compute()),
                $"{what}, restored to {state}, captures {Text(metric)} and computes {Text(metric.Compute())} instead of {Text(expected.Compute())}");
            Feed(metric, _all[half..], samples);
            var whole = Fed(_all[..half]);
            Feed(whole, _all[half..], samples);
            report.Expect(MetricRules.State, Same(metric.Compute(), whole.Compute()), $"{what}, restored and fed on, computes {Text(metric.Compute())} instead of {Text(whole.Compute())}");
        }
    }

    private void LeavesNothing()
    {
        using var outer = torch.NewDisposeScope();
        var metric = Fed(_all);
        var given = batch(_all);
        var bits = Bits.Of(given);
        var before = Tensor.TotalCount;
        using (torch.NewDisposeScope())
        {
            metric.Update(given.Output, given.Target);
        }

        report.Expect(MetricRules.NoTensors, Tensor.TotalCount <= before, $"{Tensor.TotalCount - before} more live tensors after an update whose scope has ended");
        report.Expect(MetricRules.Inputs, Bits.Of(given) == bits, "the tensors that were given hold other numbers after the update");
    }

    private Metric<TOutput, TTarget> Fed(int[] chosen, int? size = null)
    {
        var metric = create();
        Feed(metric, chosen, size ?? Math.Max(1, chosen.Length));
        return metric;
    }

    private void Feed(Metric<TOutput, TTarget> metric, int[] chosen, int size)
    {
        using var noGradient = torch.no_grad();
        foreach (var part in chosen.Chunk(size))
        {
            using var scope = torch.NewDisposeScope();
            var (output, target) = batch(part);
            metric.Update(output, target);
        }
    }

    private void Compare(ContractRule rule, Metric<TOutput, TTarget> metric, IReadOnlyList<double> expected, string how)
    {
        var found = metric.Compute();
        var wrong = found.Count != expected.Count ? 0 : expected.Zip(found).ToList().FindIndex(pair => !Close(pair.First, pair.Second));
        report.Expect(rule, wrong < 0, wrong < 0 ? string.Empty : FormattableString.Invariant($"{metric.Keys[wrong].Name} is {found[wrong]:r} {how}, and {expected[wrong]:r} in one batch"));
    }

    private static bool Close(double first, double second) => first.Equals(second) || Math.Abs(first - second) <= Tolerance * Math.Max(1, Math.Abs(first));

    private static bool Same(IReadOnlyList<double> first, IReadOnlyList<double> second) => first.SequenceEqual(second);

    private static string Text(Metric<TOutput, TTarget> metric) => metric.CaptureState().ToJsonString();

    private static string Text(IReadOnlyList<double> values) => string.Join(", ", values.Select(value => value.ToString("r", System.Globalization.CultureInfo.InvariantCulture)));
}
