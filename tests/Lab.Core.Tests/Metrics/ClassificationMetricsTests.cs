using System.Text.Json.Nodes;
using Lab.Metrics;

namespace Lab.Tests.Metrics;

public sealed class ClassificationMetricsTests
{
    [Test]
    public void Keys_are_known_before_any_data_and_carry_the_prefix()
    {
        var metric = new ClassificationMetrics(["cat", "dog"], "pet", new() { PerClass = true, TopK = [1], LogLoss = true });

        Assert.That(metric.Keys.Select(key => key.Name), Is.EqualTo(new[]
        {
            "pet/accuracy", "pet/macro_f1", "pet/balanced_accuracy", "pet/precision/cat", "pet/recall/cat", "pet/f1/cat", "pet/precision/dog", "pet/recall/dog",
            "pet/f1/dog", "pet/top1_accuracy", "pet/log_loss",
        }));
        Assert.That(metric.Keys[^1].HigherIsBetter, Is.False);
    }

    [Test]
    public void The_default_reads_no_scores()
    {
        Assert.That(new ClassificationMetrics(["a", "b"]).NeedsScores, Is.False);
        Assert.That(new ClassificationMetrics(["a", "b"], options: new() { LogLoss = true }).NeedsScores, Is.True);
    }

    [Test]
    public void Equal_scores_predict_the_first_class_with_scores_read_or_not()
    {
        using var scope = torch.NewDisposeScope();
        var scores = torch.tensor(new[] { 1f, 1, 0, 0, 2, 2, float.NaN, 1, float.NaN }, [3, 3]);
        var target = torch.tensor(new long[] { 0, 1, 0 });
        var plain = new ClassificationMetrics(["a", "b", "c"]);
        var reading = new ClassificationMetrics(["a", "b", "c"], options: new() { LogLoss = true });
        plain.Update(scores, target);
        reading.Update(scores, target);

        Assert.That(plain.Counts.Correct(), Is.EqualTo(3));
        Assert.That(reading.Counts.ToArray(), Is.EqualTo(plain.Counts.ToArray()));
    }

    [TestCase(0, 1)]
    [TestCase(1, 1)]
    [TestCase(2, 0)]
    [TestCase(3, 0)]
    public void Of_equal_scores_the_lower_class_is_among_the_likeliest(long target, double expected)
    {
        using var scope = torch.NewDisposeScope();
        var metric = new TopKAccuracy(4, 2);
        metric.Update(torch.tensor(new[] { 1f, 1, 1, float.NaN }, [1, 4]), torch.tensor(new[] { target }));
        var withoutNaN = new TopKAccuracy(4, 2);
        withoutNaN.Update(torch.tensor(new[] { 1f, 1, 1, 0 }, [1, 4]), torch.tensor(new[] { target }));

        Assert.That(withoutNaN.Compute()[0], Is.EqualTo(expected));
        Assert.That(metric.Compute()[0], Is.EqualTo(target == 0 ? 1 : 0));
    }

    [Test]
    public void Scores_may_be_of_any_type_and_any_layout()
    {
        using var scope = torch.NewDisposeScope();
        var scores = torch.tensor(new[] { 1f, 2, 3, 6, 5, 4 }, [2, 3]);
        var columns = scores.t().contiguous().t();
        foreach (var given in new[] { scores, columns, scores.to(torch.bfloat16), scores.to(torch.float16), scores.to(torch.float64).requires_grad_() })
        {
            foreach (var target in new[] { torch.tensor(new long[] { 2, 0 }), torch.tensor(new[] { 2, 0 }), torch.tensor(new byte[] { 2, 0 }) })
            {
                var metric = new ClassificationMetrics(["a", "b", "c"], options: new() { TopK = [1] });
                metric.Update(given, target);
                Assert.That(metric.Counts.Correct(), Is.EqualTo(2));
                Assert.That(metric.Compute()[^1], Is.EqualTo(1));
            }
        }
    }

    [Test]
    public void Soft_targets_count_as_their_likeliest_class()
    {
        using var scope = torch.NewDisposeScope();
        var metric = new Accuracy(2);
        metric.Update(torch.tensor(new[] { 1f, 0, 0, 1 }, [2, 2]), torch.tensor(new[] { 0.7f, 0.3f, 0.6f, 0.4f }, [2, 2]));

        Assert.That(metric.Compute()[0], Is.EqualTo(0.5));
    }

    [Test]
    public void What_does_not_fit_is_named()
    {
        using var scope = torch.NewDisposeScope();
        var metric = new Accuracy(3);
        var target = torch.zeros(2, torch.int64);

        Assert.That(() => metric.Update(torch.zeros(2, 4), target), Throws.TypeOf<LabException>().With.Message.Contains("3 classes").And.Message.Contains("[2, 4]"));
        Assert.That(() => metric.Update(torch.zeros(2), target), Throws.TypeOf<LabException>());
        Assert.That(() => metric.Update(torch.zeros(3, 3), target), Throws.TypeOf<LabException>().With.Message.Contains("[2]"));
        Assert.That(
            () => metric.Update(torch.zeros(2, 3), torch.tensor(new long[] { 0, 3 })),
            Throws.TypeOf<LabException>().With.Message.Contains("sample 1").And.Message.Contains("class 3"));
        Assert.That(() => new BinaryAuroc().Update(torch.zeros(2), torch.tensor(new[] { 0.5, 1 })), Throws.TypeOf<LabException>().With.Message.Contains("0.5"));
    }

    [Test]
    public void A_state_of_other_metrics_or_options_is_refused()
    {
        var three = new ClassificationMetrics(["a", "b", "c"]);
        var two = new ClassificationMetrics(["a", "b"]);
        var calibration = new CalibrationError(3, 10);

        Assert.That(() => two.RestoreState(three.CaptureState()), Throws.TypeOf<LabException>().With.Message.Contains("classes = 3").And.Message.Contains("2"));
        Assert.That(() => new CalibrationError(3).RestoreState(calibration.CaptureState()), Throws.TypeOf<LabException>().With.Message.Contains("bins = 10"));
        Assert.That(() => new LogLoss(3).RestoreState(new JsonObject()), Throws.TypeOf<LabException>().With.Message.Contains("'sum'"));
        Assert.That(() => two.RestoreState(new JsonArray()), Throws.TypeOf<LabException>());
        Assert.That(() => new CalibrationError(3).Merge(calibration), Throws.ArgumentException);
        Assert.That(() => new Accuracy(3).Merge(new Accuracy(2)), Throws.ArgumentException);
    }

    [Test]
    public void Two_numbers_of_one_name_are_refused()
    {
        Assert.That(() => new MetricCollection<Tensor, Tensor>(new Accuracy(2), new ClassificationMetrics(["a", "b"])), Throws.ArgumentException.With.Message.Contains("'accuracy'"));
        Assert.That(() => new ClassificationMetrics(["a", "a"], options: new() { PerClass = true }), Throws.ArgumentException.With.Message.Contains("precision/a"));
    }

    [Test]
    public void A_metric_of_ones_own_is_a_line()
    {
        using var scope = torch.NewDisposeScope();
        var metric = new ConfusionMetric(2, new ConfusionNumber(new MetricKey("recall_of_second"), counts => counts.Recall(1)));
        metric.Update(torch.tensor(new[] { 0f, 1, 1, 0, 0, 1 }, [3, 2]), torch.tensor(new long[] { 1, 1, 0 }));

        Assert.That(metric.Compute(), Is.EqualTo(new[] { 0.5 }));
    }
}
