using System.Globalization;

namespace Lab.Metrics;

/// <summary>The names of the numbers that judge a classifier.</summary>
public static class ClassificationKeys
{
    /// <summary>The share of samples that are classified rightly.</summary>
    public static MetricKey Accuracy { get; } = new("accuracy");

    /// <summary>The mean over all classes of precision.</summary>
    public static MetricKey MacroPrecision { get; } = new("macro_precision");

    /// <summary>The mean over all classes of recall; a class without samples counts as 0.</summary>
    public static MetricKey MacroRecall { get; } = new("macro_recall");

    /// <summary>The mean over all classes of F1; a class without samples counts as 0.</summary>
    public static MetricKey MacroF1 { get; } = new("macro_f1");

    /// <summary>Precision from the counts of all classes together.</summary>
    public static MetricKey MicroPrecision { get; } = new("micro_precision");

    /// <summary>Recall from the counts of all classes together.</summary>
    public static MetricKey MicroRecall { get; } = new("micro_recall");

    /// <summary>F1 from the counts of all classes together.</summary>
    public static MetricKey MicroF1 { get; } = new("micro_f1");

    /// <summary>The mean over samples of their class's precision.</summary>
    public static MetricKey WeightedPrecision { get; } = new("weighted_precision");

    /// <summary>The mean over samples of their class's recall.</summary>
    public static MetricKey WeightedRecall { get; } = new("weighted_recall");

    /// <summary>The mean over samples of their class's F1.</summary>
    public static MetricKey WeightedF1 { get; } = new("weighted_f1");

    /// <summary>The mean of recall over the classes that have samples.</summary>
    public static MetricKey BalancedAccuracy { get; } = new("balanced_accuracy");

    /// <summary>Cohen's kappa: agreement beyond chance.</summary>
    public static MetricKey CohenKappa { get; } = new("cohen_kappa");

    /// <summary>Matthews' correlation of targets and answers.</summary>
    public static MetricKey MatthewsCorrelation { get; } = new("matthews_correlation");

    /// <summary>The area under the receiver operating characteristic; with several classes the mean over classes against the rest.</summary>
    public static MetricKey Auroc { get; } = new("auroc");

    /// <summary>The mean of -log of the probability of the target's class.</summary>
    public static MetricKey LogLoss { get; } = new("log_loss", HigherIsBetter: false);

    /// <summary>The expected calibration error.</summary>
    public static MetricKey CalibrationError { get; } = new("calibration_error", HigherIsBetter: false);

    /// <summary>The share of samples whose class is among the <paramref name="k"/> likeliest, such as <c>top3_accuracy</c>.</summary>
    public static MetricKey TopAccuracy(int k) => new(string.Create(CultureInfo.InvariantCulture, $"top{k}_accuracy"));

    /// <summary>The precision of a class, such as <c>precision/cat</c>.</summary>
    public static MetricKey Precision(string className) => new($"precision/{className}");

    /// <summary>The recall of a class, such as <c>recall/cat</c>.</summary>
    public static MetricKey Recall(string className) => new($"recall/{className}");

    /// <summary>The F1 of a class, such as <c>f1/cat</c>.</summary>
    public static MetricKey F1(string className) => new($"f1/{className}");

    /// <summary>The AUROC of a class against the rest, such as <c>auroc/cat</c>.</summary>
    public static MetricKey ClassAuroc(string className) => new($"auroc/{className}");
}
