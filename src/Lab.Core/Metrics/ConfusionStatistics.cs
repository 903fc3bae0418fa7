namespace Lab.Metrics;

/// <summary>
/// The numbers that follow from confusion counts, with the definitions of scikit-learn. A quotient of nothing by nothing counts as 0 within a class; without any
/// sample every number is NaN.
/// </summary>
public static class ConfusionStatistics
{
    /// <summary>The share of samples that were classified rightly.</summary>
    public static double Accuracy(this ConfusionCounts counts)
    {
        ArgumentNullException.ThrowIfNull(counts);
        return counts.Total == 0 ? double.NaN : (double)counts.Correct() / counts.Total;
    }

    /// <summary>Of the samples taken for a class, the share that are of it; 0 if none was.</summary>
    public static double Precision(this ConfusionCounts counts, int classIndex)
    {
        ArgumentNullException.ThrowIfNull(counts);
        return Quotient(counts, counts[classIndex, classIndex], counts.Predicted(classIndex));
    }

    /// <summary>Of the samples of a class, the share that were taken for it; 0 if there are none.</summary>
    public static double Recall(this ConfusionCounts counts, int classIndex)
    {
        ArgumentNullException.ThrowIfNull(counts);
        return Quotient(counts, counts[classIndex, classIndex], counts.Support(classIndex));
    }

    /// <summary>The harmonic mean of a class's precision and recall; 0 if it has neither samples nor answers.</summary>
    public static double F1(this ConfusionCounts counts, int classIndex)
    {
        ArgumentNullException.ThrowIfNull(counts);
        return Quotient(counts, 2 * counts[classIndex, classIndex], counts.Predicted(classIndex) + counts.Support(classIndex));
    }

    /// <summary>Precision over all classes.</summary>
    public static double Precision(this ConfusionCounts counts, Averaging averaging) => Average(counts, averaging, Precision);

    /// <summary>Recall over all classes.</summary>
    public static double Recall(this ConfusionCounts counts, Averaging averaging) => Average(counts, averaging, Recall);

    /// <summary>F1 over all classes.</summary>
    public static double F1(this ConfusionCounts counts, Averaging averaging) => Average(counts, averaging, F1);

    /// <summary>The mean of recall over the classes that have samples.</summary>
    public static double BalancedAccuracy(this ConfusionCounts counts)
    {
        ArgumentNullException.ThrowIfNull(counts);
        var sum = 0.0;
        var classes = 0;
        for (var i = 0; i < counts.ClassCount; i++)
        {
            if (counts.Support(i) is > 0 and var support)
            {
                sum += (double)counts[i, i] / support;
                classes++;
            }
        }

        return sum / classes;
    }

    /// <summary>Agreement beyond what chance would give (Cohen 1960), from -1 to 1; NaN if targets and answers are all one class.</summary>
    public static double CohenKappa(this ConfusionCounts counts)
    {
        ArgumentNullException.ThrowIfNull(counts);
        var (correct, total, chance, _, _) = Moments(counts);
        return (correct - (chance / total)) / (total - (chance / total));
    }

    /// <summary>The correlation of targets and answers (Matthews 1975; Gorodkin 2004 for several classes), from -1 to 1; 0 if either is all one class.</summary>
    public static double MatthewsCorrelation(this ConfusionCounts counts)
    {
        ArgumentNullException.ThrowIfNull(counts);
        var (correct, total, chance, targets, answers) = Moments(counts);
        var spread = Math.Sqrt((total * total) - answers) * Math.Sqrt((total * total) - targets);
        return total == 0 ? double.NaN : spread == 0 ? 0 : ((correct * total) - chance) / spread;
    }

    // Correct answers, all samples, and the sums over classes of support times answers, support squared and answers squared.
    private static (double Correct, double Total, double Chance, double Targets, double Answers) Moments(ConfusionCounts counts)
    {
        var (chance, targets, answers) = (0.0, 0.0, 0.0);
        for (var i = 0; i < counts.ClassCount; i++)
        {
            double support = counts.Support(i);
            double predicted = counts.Predicted(i);
            chance += support * predicted;
            targets += support * support;
            answers += predicted * predicted;
        }

        return (counts.Correct(), counts.Total, chance, targets, answers);
    }

    private static double Average(ConfusionCounts counts, Averaging averaging, Func<ConfusionCounts, int, double> ofClass)
    {
        ArgumentNullException.ThrowIfNull(counts);
        if (averaging == Averaging.Micro)
        {
            // Every sample has one target and one answer, so the three are all the accuracy.
            return counts.Accuracy();
        }

        var sum = 0.0;
        for (var i = 0; i < counts.ClassCount; i++)
        {
            sum += ofClass(counts, i) * (averaging == Averaging.Weighted ? counts.Support(i) : 1);
        }

        return sum / (averaging == Averaging.Weighted ? counts.Total : counts.ClassCount);
    }

    private static double Quotient(ConfusionCounts counts, long part, long whole) => whole > 0 ? (double)part / whole : counts.Total > 0 ? 0 : double.NaN;
}
