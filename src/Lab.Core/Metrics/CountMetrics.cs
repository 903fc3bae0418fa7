namespace Lab.Metrics;

/// <summary>The share of samples that are classified rightly.</summary>
/// <param name="classCount">How many classes there are.</param>
public sealed class Accuracy(int classCount)
    : ConfusionMetric(classCount, new ConfusionNumber(ClassificationKeys.Accuracy, counts => counts.Accuracy()));

/// <summary>The mean of recall over the classes that have samples.</summary>
/// <param name="classCount">How many classes there are.</param>
public sealed class BalancedAccuracy(int classCount)
    : ConfusionMetric(classCount, new ConfusionNumber(ClassificationKeys.BalancedAccuracy, counts => counts.BalancedAccuracy()));

/// <summary>Agreement beyond what chance would give (Cohen 1960).</summary>
/// <param name="classCount">How many classes there are.</param>
public sealed class CohenKappa(int classCount)
    : ConfusionMetric(classCount, new ConfusionNumber(ClassificationKeys.CohenKappa, counts => counts.CohenKappa()));

/// <summary>The correlation of targets and answers (Matthews 1975; Gorodkin 2004 for several classes).</summary>
/// <param name="classCount">How many classes there are.</param>
public sealed class MatthewsCorrelation(int classCount)
    : ConfusionMetric(classCount, new ConfusionNumber(ClassificationKeys.MatthewsCorrelation, counts => counts.MatthewsCorrelation()));

/// <summary>Precision, recall and F1 over all classes.</summary>
/// <param name="classCount">How many classes there are.</param>
/// <param name="averaging">How the numbers of classes become one.</param>
public sealed class PrecisionRecallF1(int classCount, Averaging averaging = Averaging.Macro)
    : ConfusionMetric(classCount, ClassNumbers.Averaged(averaging));

/// <summary>Precision, recall and F1 of every class.</summary>
/// <param name="classNames">The names of the classes in index order.</param>
public sealed class PerClassPrecisionRecallF1(IReadOnlyList<string> classNames)
    : ConfusionMetric(classNames?.Count ?? throw new ArgumentNullException(nameof(classNames)), ClassNumbers.PerClass(classNames));

/// <summary>How often each class was taken for each. It produces no number of its own; read <see cref="ConfusionMetric.Counts"/> after the pass.</summary>
/// <param name="classCount">How many classes there are.</param>
public sealed class ConfusionMatrix(int classCount) : ConfusionMetric(classCount);
