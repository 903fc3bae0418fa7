using Lab.Analysis;

namespace Lab.Tests.Analysis;

public sealed class ModelSectionsTests
{
    // A model that is right in so many of 100 samples, and always says with which probability it is.
    private static Finding? Calibration(int right, double confidence, double? trained) => Calibration(Samples(right, confidence), trained);

    private static IReadOnlyList<JudgedSample<int>> Samples(int right, double confidence) =>
        [.. Enumerable.Range(0, 100).Select(index => new JudgedSample<int>($"{index}", index, index < right ? 0 : 1, [confidence, 1 - confidence]))];

    private static Finding? Calibration(IReadOnlyList<JudgedSample<int>> samples, double? trained)
    {
        var sections = new ModelSections<int>(new RunAnswers<int>(["run"], ["a", "b"], samples, trained), null, new AnalysisOptions());
        return sections.All().Single(section => section.Id == "model").Findings.SingleOrDefault(finding => finding.Text.Contains("calibration", StringComparison.Ordinal));
    }

    [TestCase(null, "so do fewer epochs, if it is right far more often on its training samples")]
    [TestCase(1.0, "It overfits: in the last epoch of training its accuracy was 1.00. Label smoothing, mixup, more augmentation or fewer epochs")]
    [TestCase(0.62, "Fewer epochs would hardly help, for it does not seem to overfit: in the last epoch of training its accuracy was 0.62.")]
    [SetCulture("de-DE")]
    public void A_model_that_is_too_sure_is_advised_by_how_it_was_on_its_training_samples(double? trained, string remedy)
    {
        var finding = Calibration(right: 60, confidence: 0.95, trained);

        Assert.That(finding!.Text, Does.Contain("too sure"));
        Assert.That(finding.Remedy, Does.Contain(remedy));
    }

    [TestCase(null, "or train for longer where the training loss still falls")]
    [TestCase(1.0, "Do not train for longer, for it overfits: in the last epoch of training its accuracy was 1.00.")]
    [TestCase(0.62, "or train for longer, for it does not seem to overfit: in the last epoch of training its accuracy was 0.62.")]
    public void A_model_that_is_less_sure_than_right_is_advised_so_too(double? trained, string remedy)
    {
        var finding = Calibration(right: 80, confidence: 0.55, trained);

        Assert.That(finding!.Text, Does.Contain("less sure than it could be"));
        Assert.That(finding.Remedy, Does.Contain(remedy));
    }

    [Test]
    public void A_model_that_is_too_sure_here_and_not_sure_enough_there_is_told_neither()
    {
        var finding = Calibration([.. Samples(right: 60, confidence: 0.95), .. Samples(right: 90, confidence: 0.61)], trained: 1);

        Assert.That(finding!.Text, Does.Contain("too sure of some answers and not sure enough of others").And.Contain("mean confidence 0.78 at accuracy 0.75"));
        Assert.That(finding.Remedy, Does.Not.Contain("overfit"));
    }

    [TestCase(null)]
    [TestCase(0.99)]
    public void A_model_that_is_as_sure_as_right_needs_no_advice(double? trained) => Assert.That(Calibration(right: 95, confidence: 0.95, trained), Is.Null);
}
