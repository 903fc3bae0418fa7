using System.Globalization;

namespace Lab.Analysis;

/// <summary>The sections about trained models: where they err, how sure they are, and which labels they doubt.</summary>
internal sealed class ModelSections<TSample>(RunAnswers<TSample> answers, SampleView<TSample>? view, AnalysisOptions options)
{
    private const int Bins = 10;

    // A model that is wrong more often than right is no witness against a label.
    private const double Telling = 0.5;

    // By how much a model must be better on its training samples to overfit.
    private const double Lead = 0.1;

    private readonly IReadOnlyList<string> _runs = answers.Runs;
    private readonly IReadOnlyList<string> _classes = answers.ClassNames;
    private readonly IReadOnlyList<JudgedSample<TSample>> _samples = answers.Samples;

    /// <summary>The labels that are suspected, for the page and the CSV.</summary>
    public ConfidentLearning Labels { get; } = new([.. answers.Samples.Select(sample => sample.Label)], [.. answers.Samples.Select(sample => sample.Probabilities)]);

    public IEnumerable<ReportSection> All() => [Model(), Mistakes(), Suspected()];

    /// <summary>A line per suspected label: sample, label, suggested class, their probabilities and the margin.</summary>
    public IEnumerable<IReadOnlyList<string>> SuspectedRows()
    {
        yield return ["sample", "label", "suggested", "probability_of_label", "probability_of_suggested", "margin"];
        foreach (var suspect in Labels.Suspects)
        {
            var sample = _samples[suspect.Index];
            yield return [sample.Name, _classes[sample.Label], _classes[suspect.Suggested], Text(suspect.OwnProbability), Text(suspect.SuggestedProbability), Text(suspect.Margin)];
        }

        static string Text(double value) => value.ToString("0.######", CultureInfo.InvariantCulture);
    }

    private string Whose => _runs.Count == 1
        ? $"{_runs[0]}, on the {HtmlWriter.Number(_samples.Count)} labelled samples of its validation part only. Give a run of each fold (--run A --run B ...) to have every sample judged by a model that did not see it."
        : $"{_runs.Count} runs, each on its own validation part; a sample in several has the mean of their probabilities. Together {HtmlWriter.Number(_samples.Count)} labelled samples: {string.Join("; ", _runs)}.";

    private double Accuracy => Share(_samples.Count(sample => sample.Predicted == sample.Label), _samples.Count);

    private ReportSection Model()
    {
        long[][] confusion = [.. _classes.Select(_ => new long[_classes.Count])];
        foreach (var sample in _samples)
        {
            confusion[sample.Label][sample.Predicted]++;
        }

        var rows = _classes.Select((name, label) =>
        {
            var (right, truly, said) = (confusion[label][label], confusion[label].Sum(), confusion.Sum(row => row[label]));
            return (Name: name, Truly: truly, Precision: Share(right, said), Recall: Share(right, truly), F1: truly + said == 0 ? double.NaN : 2.0 * right / (truly + said));
        }).ToList();
        var present = rows.Where(row => row.Truly > 0).ToList();
        var (points, error) = Calibration();
        var findings = new List<Finding>();
        if (present.Count > 1 && present.MinBy(row => row.F1) is var worst && worst.F1 < 0.7 * present.Average(row => row.F1))
        {
            findings.Add(new Finding($"{worst.Name} is recognised worst: F1 {worst.F1.ToString("0.00", CultureInfo.InvariantCulture)}, {worst.Truly} samples.", "More samples of it, --sampler class-balanced, or a look at its mistakes below."));
        }

        if (error > 0.05 && _samples.Count >= 100)
        {
            var confidence = _samples.Average(sample => sample.Confidence);
            var (kind, remedy) = Math.Abs(confidence - Accuracy) < error / 2
                ? ("too sure of some answers and not sure enough of others", "Do not read its probabilities as chances; its calibration below says where it is right more often than it says, and where less.")
                : confidence > Accuracy ? ("too sure", Milder()) : ("less sure than it could be", Surer());
            findings.Add(new Finding(
                string.Create(CultureInfo.InvariantCulture, $"The model is {kind}: expected calibration error {error:0.000}, mean confidence {confidence:0.00} at accuracy {Accuracy:0.00}."),
                remedy));
        }

        return new ReportSection("model", "The model's answers")
        {
            Introduction = Whose,
            Findings = findings,
            Blocks =
            [
                new TableBlock(["accuracy", "macro F1", "mean cross entropy", "calibration error"], [[Accuracy, present.Average(row => row.F1), _samples.Average(sample => sample.Loss), error]]),
                new HeatMap("true", "predicted", _classes, _classes, confusion) { Title = "Confusion matrix", ByRow = true, Caption = "Rows are the true classes; the shade is the share of the row." },
                new TableBlock(["class", "samples", "precision", "recall", "F1"], [.. rows.Select(row => (IReadOnlyList<object?>)[row.Name, row.Truly, row.Precision, row.Recall, row.F1])]) { Title = "By class" },
                new LineChart("confidence", "accuracy", [("model", points)])
                {
                    Title = "Calibration",
                    Caption = "Samples in ten bins of the probability of the predicted class; on the dashed line a model is right as often as it says. Expected calibration error: sum over bins of their share times |accuracy - confidence| (Naeini et al. 2015).",
                },
            ],
        };
    }

    private string Milder() => "Do not read its probabilities as chances. " + answers.TrainAccuracy switch
    {
        null => "Label smoothing, mixup or averaged weights make it milder; so do fewer epochs, if it is right far more often on its training samples.",
        { } trained when Overfits(trained) => $"It overfits: {LastEpoch(trained)}. Label smoothing, mixup, more augmentation or fewer epochs make it milder.",
        { } trained => $"Fewer epochs would hardly help, for it does not seem to overfit: {LastEpoch(trained)}. Label smoothing or averaged weights make it milder.",
    };

    private string Surer() => "It matters where its probabilities are read as chances: smooth and mix labels less" + answers.TrainAccuracy switch
    {
        null => ", or train for longer where the training loss still falls.",
        { } trained when Overfits(trained) => $". Do not train for longer, for it overfits: {LastEpoch(trained)}.",
        { } trained => $", or train for longer, for it does not seem to overfit: {LastEpoch(trained)}.",
    };

    // Of training samples as the model saw them: what augments and mixes them makes them harder.
    private static string LastEpoch(double trained) => string.Create(CultureInfo.InvariantCulture, $"in the last epoch of training its accuracy was {trained:0.00}");

    private bool Overfits(double trained) => trained > Accuracy + Lead;

    private (IReadOnlyList<(double X, double Y, long Count)> Points, double Error) Calibration()
    {
        var bins = _samples.GroupBy(sample => Math.Min(Bins - 1, (int)(sample.Confidence * Bins))).OrderBy(bin => bin.Key)
            .Select(bin => (X: bin.Average(sample => sample.Confidence), Y: bin.Average(sample => sample.Predicted == sample.Label ? 1.0 : 0), Count: (long)bin.Count())).ToList();
        return (bins, bins.Sum(bin => (double)bin.Count / _samples.Count * Math.Abs(bin.X - bin.Y)));
    }

    private ReportSection Mistakes()
    {
        var wrong = _samples.Where(sample => sample.Predicted != sample.Label).ToList();
        var pairs = wrong.CountBy(sample => (sample.Label, sample.Predicted)).OrderByDescending(pair => pair.Value).Take(10).ToList();
        return new ReportSection("mistakes", "Worst mistakes")
        {
            Introduction = $"{HtmlWriter.Number(wrong.Count)} of {HtmlWriter.Number(_samples.Count)} samples are taken for another class. Shown first: those whose true class the model thinks least likely (the highest cross entropy).",
            Blocks = wrong.Count == 0 ? [] :
            [
                new PictureGrid([(null, [.. wrong.OrderByDescending(sample => sample.Loss).ThenBy(sample => sample.Name, StringComparer.Ordinal).Take(options.LongestList).Select(sample => Item(sample, sample.Predicted))])]),
                new TableBlock(["true class", "taken for", "samples"], [.. pairs.Select(pair => (IReadOnlyList<object?>)[_classes[pair.Key.Label], _classes[pair.Key.Predicted], pair.Value])]) { Title = "Most frequent confusions" },
            ],
        };
    }

    private ReportSection Suspected()
    {
        var suspects = Labels.Suspects;
        return new ReportSection("suspected-labels", "Suspected wrong labels")
        {
            Introduction = "Labels that models which did not see the sample confidently contradict (confident learning, Northcutt et al. 2021). A suspicion, not a verdict: a weak model suspects much that is right. All of them are in suspected-labels.csv.",
            Findings = suspects.Count == 0 ? [] :
            [
                new Finding(
                    string.Create(CultureInfo.InvariantCulture, $"{suspects.Count:N0} labels are suspected to be wrong; confident learning estimates that {100 * Labels.EstimatedShare:0.0} % of the judged labels are."),
                    Accuracy < Telling
                        ? string.Create(CultureInfo.InvariantCulture, $"A model with accuracy {Accuracy:0.00} says little of labels: train a better one first.")
                        : "Look at the first ones; mend or leave out those that are wrong, and judge again."),
            ],
            Blocks = suspects.Count == 0 ? [] :
            [
                new PictureGrid([(null, [.. suspects.Take(options.LongestList).Select(suspect => Item(_samples[suspect.Index], suspect.Suggested))])]),
                new HeatMap("label", "taken for", _classes, _classes, Labels.Joint) { Title = "Confident joint", ByRow = true, Caption = "How many samples of each label (row) are confidently taken for each class (column); those off the diagonal are the suspected ones." },
            ],
        };
    }

    private PictureItem Item(JudgedSample<TSample> sample, int other) => new(
        view?.Show(sample.Sample),
        sample.Name,
        $"labelled {_classes[sample.Label]} ({sample.Probabilities[sample.Label].ToString("0.00", CultureInfo.InvariantCulture)})",
        $"taken for {_classes[other]} ({sample.Probabilities[other].ToString("0.00", CultureInfo.InvariantCulture)})");

    private static double Share(long part, long whole) => whole == 0 ? double.NaN : (double)part / whole;
}
