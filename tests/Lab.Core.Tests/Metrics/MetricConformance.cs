using System.Text.Json.Nodes;
using CsCheck;
using Lab.Metrics;
using Lab.Testing;

namespace Lab.Tests.Metrics;

/// <summary>The laws that every metric keeps, whatever the batches: it depends on the samples only, it merges, it can be interrupted, and it forgets.</summary>
[TestFixtureSource(nameof(Metrics))]
public sealed class MetricConformance(string name, Func<Metric<Tensor, Tensor>> create)
{
    private const int Classes = 4;

    public static IEnumerable<TestFixtureData> Metrics()
    {
        string[] names = ["a", "b", "c", "d"];
        var everything = new ClassificationMetricsOptions { PerClass = true, Extended = true, TopK = [2, 3], LogLoss = true, CalibrationError = true, Auroc = true };
        (string Name, Func<Metric<Tensor, Tensor>> Create)[] metrics =
        [
            ("accuracy", () => new Accuracy(Classes)),
            ("balanced accuracy", () => new BalancedAccuracy(Classes)),
            ("kappa", () => new CohenKappa(Classes)),
            ("matthews", () => new MatthewsCorrelation(Classes)),
            ("macro", () => new PrecisionRecallF1(Classes)),
            ("micro", () => new PrecisionRecallF1(Classes, Averaging.Micro)),
            ("weighted", () => new PrecisionRecallF1(Classes, Averaging.Weighted)),
            ("per class", () => new PerClassPrecisionRecallF1(names)),
            ("confusion", () => new ConfusionMatrix(Classes)),
            ("top 2", () => new TopKAccuracy(Classes, 2)),
            ("log loss", () => new LogLoss(Classes)),
            ("calibration", () => new CalibrationError(Classes)),
            ("auroc", () => new Auroc(names)),
            ("everything", () => new ClassificationMetrics(names, "part", everything)),
            ("collection", () => new MetricCollection<Tensor, Tensor>(new Accuracy(Classes), new LogLoss(Classes)).Add("p", x => x, y => y, new CalibrationError(Classes, 3))),
            ("selected", () => new SelectMetric<Tensor, Tensor, Tensor, Tensor>("p", x => x, y => y, new Auroc(Classes))),
            ("binary auroc", () => new SelectMetric<Tensor, Tensor, Tensor, Tensor>("p", x => x.select(1, 0), y => y.eq(0), new BinaryAuroc())),
        ];
        return metrics.Select(metric => new TestFixtureData(metric.Name, metric.Create).SetArgDisplayNames(metric.Name));
    }

    /// <summary>Samples with ties, equal rows and, often, absent classes; and where to cut them.</summary>
    private static readonly Gen<(double[] Scores, long[] Targets, int[] Cuts)> _samples =
        from count in Gen.Int[0, 40]
        from scores in Gen.OneOf(Gen.Double[-5, 5], Gen.Int[-2, 2].Select(x => (double)x)).Array[count * Classes]
        from targets in Gen.Long[0, Classes - 1].Array[count]
        from cuts in Gen.Int[0, count].Array[0, 6]
        select (scores, targets, cuts.Append(0).Append(count).Order().ToArray());

    [Test]
    public void Values_depend_on_the_samples_not_on_the_batches() => _samples.Sample(samples =>
    {
        var whole = Fed(samples.Scores, samples.Targets, [0, samples.Targets.Length]);
        var parts = Fed(samples.Scores, samples.Targets, samples.Cuts);

        Assert.That(parts.Compute(), Is.EqualTo(whole.Compute()), name);
        Assert.That(Text(parts), Is.EqualTo(Text(whole)), name);
    }, iter: 100);

    [Test]
    public void Merged_parts_are_the_whole_in_any_order() => _samples.Sample(samples =>
    {
        var whole = Fed(samples.Scores, samples.Targets, [0, samples.Targets.Length]).Compute();
        var parts = samples.Cuts.Zip(samples.Cuts.Skip(1), (start, end) => Fed(samples.Scores, samples.Targets, [start, end])).ToArray();
        foreach (var order in new[] { parts, parts.Reverse() })
        {
            var merged = create();
            foreach (var part in order)
            {
                merged.Merge(part);
            }

            AssertClose(merged.Compute(), whole);
        }
    }, iter: 100);

    [Test]
    public void An_interrupted_pass_goes_on_to_the_same_bits() => _samples.Sample(samples =>
    {
        var whole = Fed(samples.Scores, samples.Targets, samples.Cuts);
        var resumed = create();
        foreach (var (start, end) in samples.Cuts.Zip(samples.Cuts.Skip(1)))
        {
            var next = create();
            Feed(next, samples.Scores, samples.Targets, 0, 0);
            next.RestoreState(JsonNode.Parse(Text(resumed))!);
            Feed(next, samples.Scores, samples.Targets, start, end);
            resumed = next;
        }

        Assert.That(resumed.Compute(), Is.EqualTo(whole.Compute()), name);
        Assert.That(Text(resumed), Is.EqualTo(Text(whole)), name);
    }, iter: 50);

    [Test]
    public void A_restored_state_replaces_what_was_there() => _samples.Sample(samples =>
    {
        var length = samples.Targets.Length;
        var source = Fed(samples.Scores, samples.Targets, [0, length / 2]);
        var other = Fed(samples.Scores, samples.Targets, [length / 2, length]);
        other.RestoreState(JsonNode.Parse(Text(source))!);

        Assert.That(Text(other), Is.EqualTo(Text(source)), name);
    }, iter: 20);

    [Test]
    public void Reset_forgets_everything()
    {
        var metric = Fed([1, 2, 3, 4, 4, 3, 2, 1], [3, 1], [0, 2]);
        metric.Reset();

        Assert.That(Text(metric), Is.EqualTo(Text(create())));
    }

    [Test]
    public void An_empty_pass_is_not_a_number()
    {
        var metric = create();

        Assert.That(metric.Compute(), Is.All.NaN);
        Assert.That(metric.Compute(), Has.Count.EqualTo(metric.Keys.Count));
        Assert.That(metric.Keys.Select(key => key.Name), Is.Unique);
    }

    [Test]
    public void Scores_that_are_not_numbers_break_nothing()
    {
        var metric = Fed([double.NaN, 1, 2, 3, double.PositiveInfinity, 0, 0, 0, double.NegativeInfinity, 1, 1, 1], [0, 1, 2], [0, 3]);
        var resumed = create();
        resumed.RestoreState(JsonNode.Parse(Text(metric))!);

        Assert.That(resumed.Compute(), Is.EqualTo(metric.Compute()));
    }

    [Test]
    public void A_stranger_cannot_be_merged()
    {
        Assert.That(() => create().Merge(new SelectMetric<Tensor, Tensor, Tensor, int>(null, x => x, _ => 0, new Nothing())), Throws.ArgumentException);
        Assert.That(() => create().Merge(null!), Throws.ArgumentNullException);
    }

    [Test]
    public void It_keeps_the_contract()
    {
        using var outputs = torch.tensor(FormulaNumbers.U01("contract", 30 * Classes).Select(number => Math.Round(20 * number) / 4).ToArray(), [30, Classes]);
        using var targets = torch.tensor(Enumerable.Range(0, 30).Select(i => (long)(i * i % Classes)).ToArray());
        MetricContract.Check(create, outputs, targets);
    }

    private Metric<Tensor, Tensor> Fed(double[] scores, long[] targets, int[] cuts)
    {
        var metric = create();
        foreach (var (start, end) in cuts.Zip(cuts.Skip(1)))
        {
            Feed(metric, scores, targets, start, end);
        }

        return metric;
    }

    private static void Feed(Metric<Tensor, Tensor> metric, double[] scores, long[] targets, int start, int end)
    {
        using var scope = torch.NewDisposeScope();
        metric.Update(torch.tensor(scores[(start * Classes)..(end * Classes)], [end - start, Classes]), torch.tensor(targets[start..end]));
    }

    private void AssertClose(IReadOnlyList<double> values, IReadOnlyList<double> expected)
    {
        for (var i = 0; i < expected.Count; i++)
        {
            Assert.That(values[i], double.IsFinite(expected[i]) ? Is.EqualTo(expected[i]).Within(1e-12) : Is.EqualTo(expected[i]), name);
        }
    }

    private static string Text(Metric<Tensor, Tensor> metric) => metric.CaptureState().ToJsonString();

    private sealed class Nothing : Metric<Tensor, int>
    {
        public override IReadOnlyList<MetricKey> Keys => [];

        public override void Update(Tensor output, int target)
        {
        }

        public override IReadOnlyList<double> Compute() => [];

        public override void Reset()
        {
        }

        public override void Merge(Metric<Tensor, int> other)
        {
        }

        public override JsonNode CaptureState() => new JsonObject();

        public override void RestoreState(JsonNode state)
        {
        }
    }
}
