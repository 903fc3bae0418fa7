using System.Text.Json.Nodes;
using Lab.Metrics;

namespace Lab.Tests.Metrics;

/// <summary>Values against scikit-learn's; the single numbers are repeated here, so that they are checked where the shared files are absent.</summary>
public sealed class MetricReferenceTests
{
    private static readonly ClassificationMetricsOptions _everything = new()
    {
        PerClass = true,
        Extended = true,
        TopK = [3, 5],
        LogLoss = true,
        CalibrationError = true,
        Auroc = true,
    };

    private static readonly Dictionary<string, double> _expected = new()
    {
        ["accuracy"] = 0.4453360080240722,
        ["macro_f1"] = 0.36414831359903793,
        ["weighted_f1"] = 0.46706345439159125,
        ["balanced_accuracy"] = 0.42528909376239377,
        ["cohen_kappa"] = 0.39967879269607265,
        ["matthews_correlation"] = 0.403596012386418,
        ["top3_accuracy"] = 0.563691073219659,
        ["top5_accuracy"] = 0.6659979939819458,
        ["log_loss"] = 2.535113732989823,
        ["calibration_error"] = 0.29107810304056464,
        ["auroc"] = 0.8127853290280562,
    };

    [Test]
    public void One_pass_gives_all_numbers_of_the_reference()
    {
        var values = Values(new ClassificationMetrics(SkewedCase.ClassNames, options: _everything));

        foreach (var (name, expected) in _expected)
        {
            Assert.That(values[name], Is.EqualTo(expected).Within(1e-9), name);
        }
    }

    [Test]
    public void Each_metric_alone_gives_the_same_number()
    {
        const int classes = SkewedCase.Classes;
        Metric<Tensor, Tensor>[] metrics =
        [
            new Accuracy(classes), new BalancedAccuracy(classes), new CohenKappa(classes), new MatthewsCorrelation(classes), new TopKAccuracy(classes, 3),
            new TopKAccuracy(classes, 5), new LogLoss(classes), new CalibrationError(classes), new Auroc(classes),
        ];
        foreach (var metric in metrics)
        {
            var (name, value) = Values(metric).Single();
            Assert.That(value, Is.EqualTo(_expected[name]).Within(1e-9), name);
        }
    }

    [Test]
    public void Averages_agree()
    {
        var macro = Values(new PrecisionRecallF1(SkewedCase.Classes));
        var micro = Values(new PrecisionRecallF1(SkewedCase.Classes, Averaging.Micro));
        var weighted = Values(new PrecisionRecallF1(SkewedCase.Classes, Averaging.Weighted));
        var perClass = Values(new PerClassPrecisionRecallF1(SkewedCase.ClassNames));

        Assert.That(macro["macro_f1"], Is.EqualTo(0.36414831359903793).Within(1e-9));
        Assert.That(micro.Values, Is.All.EqualTo(0.4453360080240722).Within(1e-9));
        Assert.That(weighted["weighted_f1"], Is.EqualTo(0.46706345439159125).Within(1e-9));
        Assert.That(weighted["weighted_recall"], Is.EqualTo(0.4453360080240722).Within(1e-9));
        Assert.That(macro["macro_precision"], Is.EqualTo(SkewedCase.ClassNames.Average(name => perClass[$"precision/{name}"])).Within(1e-12));
        Assert.That(macro["macro_recall"], Is.EqualTo(0.42528909376239377 * 16 / 18).Within(1e-9));
    }

    [Test]
    public void Every_class_of_the_reference_agrees()
    {
        var reference = SharedFiles.RequireJson("reference/metrics.json");
        var values = Values(new ClassificationMetrics(SkewedCase.ClassNames, options: _everything));
        var auroc = Values(new Auroc(SkewedCase.ClassNames));
        for (var i = 0; i < SkewedCase.Classes; i++)
        {
            Assert.That(values[$"precision/c{i}"], Is.EqualTo((double)reference["precision"]![i]!).Within(1e-9));
            Assert.That(values[$"recall/c{i}"], Is.EqualTo((double)reference["recall"]![i]!).Within(1e-9));
            Assert.That(values[$"f1/c{i}"], Is.EqualTo((double)reference["f1"]![i]!).Within(1e-9));
            var expected = (double?)reference["auroc_one_vs_rest"]![$"{i}"] ?? double.NaN;
            Assert.That(auroc[$"auroc/c{i}"], Is.EqualTo(expected).Within(1e-9));
        }
    }

    [Test]
    public void The_confusion_matrix_of_the_reference_agrees()
    {
        var reference = SharedFiles.RequireJson("reference/metrics.json");
        var metric = new ConfusionMatrix(SkewedCase.Classes);
        Values(metric);
        var counts = metric.Counts.ToArray();

        Assert.That(SkewedCase.Targets, Is.EqualTo(Numbers(reference["target"]!)));
        for (var i = 0; i < SkewedCase.Classes; i++)
        {
            Assert.That(Enumerable.Range(0, SkewedCase.Classes).Select(j => counts[i, j]), Is.EqualTo(Numbers(reference["confusion_matrix"]![i]!)));
            Assert.That(metric.Counts.Support(i), Is.EqualTo((long)reference["support"]![i]!));
        }
    }

    [Test]
    public void Binary_auroc_is_that_of_its_class_against_the_rest()
    {
        using var scope = torch.NewDisposeScope();
        var metric = new BinaryAuroc();
        var (output, target) = SkewedCase.Batch();
        metric.Update(output.softmax(1).select(1, 3), target.eq(3));

        Assert.That(metric.Compute()[0], Is.EqualTo(0.8411009468785107).Within(1e-9));
    }

    [Test]
    public void Probabilities_give_what_their_logits_give()
    {
        using var scope = torch.NewDisposeScope();
        var (output, target) = SkewedCase.Batch();
        var logits = new ClassificationMetrics(SkewedCase.ClassNames, options: _everything);
        var probabilities = new ClassificationMetrics(SkewedCase.ClassNames, options: _everything with { Scores = ScoreKind.Probabilities });
        logits.Update(output, target);
        probabilities.Update(output.softmax(1), target);

        Assert.That(probabilities.Compute(), Is.EqualTo(logits.Compute()).Within(1e-12));
    }

    private static Dictionary<string, double> Values(Metric<Tensor, Tensor> metric)
    {
        using var scope = torch.NewDisposeScope();
        var (output, target) = SkewedCase.Batch();
        metric.Update(output, target);
        return metric.Keys.Zip(metric.Compute()).ToDictionary(pair => pair.First.Name, pair => pair.Second);
    }

    private static IEnumerable<long> Numbers(JsonNode array) => array.AsArray().Select(number => (long)number!);
}
