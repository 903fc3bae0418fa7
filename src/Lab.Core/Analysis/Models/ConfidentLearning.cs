namespace Lab.Analysis;

/// <summary>
/// Finds labels that are probably wrong from predictions for samples that the model was not trained on (Northcutt, Jiang and Chuang 2021, "Confident Learning: Estimating Uncertainty in
/// Dataset Labels"). With C classes: the threshold of class j is the mean probability of j over the samples labelled j; a sample labelled i counts for j if j is the likeliest of the
/// classes whose probability reaches their threshold. Samples with j other than i are suspected.
/// </summary>
public sealed class ConfidentLearning
{
    /// <summary>Judges labels.</summary>
    /// <param name="labels">The label of each sample, from 0.</param>
    /// <param name="probabilities">For each sample a probability per class, from a model that has not seen the sample.</param>
    /// <exception cref="ArgumentException">The lengths differ, or a label is no class.</exception>
    public ConfidentLearning(IReadOnlyList<int> labels, IReadOnlyList<IReadOnlyList<double>> probabilities)
    {
        ArgumentNullException.ThrowIfNull(labels);
        ArgumentNullException.ThrowIfNull(probabilities);
        if (labels.Count != probabilities.Count)
        {
            throw new ArgumentException($"There are {labels.Count} labels and {probabilities.Count} predictions: give one of each per sample.", nameof(probabilities));
        }

        var classes = probabilities.Count == 0 ? 0 : probabilities[0].Count;
        if (labels.Any(label => (uint)label >= (uint)classes))
        {
            throw new ArgumentException($"A label is outside the {classes} classes of the predictions.", nameof(labels));
        }

        Thresholds = [.. Enumerable.Range(0, classes).Select(label => Enumerable.Range(0, labels.Count).Where(index => labels[index] == label).Select(index => probabilities[index][label]).DefaultIfEmpty(double.PositiveInfinity).Average())];
        long[][] joint = [.. Enumerable.Range(0, classes).Select(_ => new long[classes])];
        var suspects = new List<SuspectedLabel>();
        for (var index = 0; index < labels.Count; index++)
        {
            if (Confident(probabilities[index]) is not { } likely)
            {
                continue;
            }

            joint[labels[index]][likely]++;
            if (likely != labels[index])
            {
                var own = probabilities[index][labels[index]];
                suspects.Add(new SuspectedLabel(index, likely, own, probabilities[index][likely], own - probabilities[index].Where((_, other) => other != labels[index]).Max()));
            }
        }

        Joint = joint;
        Suspects = [.. suspects.OrderBy(suspect => suspect.Margin).ThenBy(suspect => suspect.Index)];
        long[] sizes = [.. Enumerable.Range(0, classes).Select(label => (long)labels.Count(other => other == label))];
        EstimatedShare = labels.Count == 0 ? 0 : Enumerable.Range(0, classes).Where(label => joint[label].Sum() > 0).Sum(label => sizes[label] * (1 - ((double)joint[label][label] / joint[label].Sum()))) / labels.Count;
    }

    /// <summary>The threshold of each class; infinite for a class without samples.</summary>
    public IReadOnlyList<double> Thresholds { get; }

    /// <summary>The confident joint: how many samples of each label (row) count for each class (column).</summary>
    public IReadOnlyList<IReadOnlyList<long>> Joint { get; }

    /// <summary>The samples whose label is suspected, the worst first.</summary>
    public IReadOnlyList<SuspectedLabel> Suspects { get; }

    /// <summary>The estimated share of wrong labels: the mass off the diagonal of the joint, each row scaled to the number of samples with its label.</summary>
    public double EstimatedShare { get; }

    private int? Confident(IReadOnlyList<double> probabilities)
    {
        int? best = null;
        for (var label = 0; label < probabilities.Count; label++)
        {
            if (probabilities[label] >= Thresholds[label] && (best is null || probabilities[label] > probabilities[best.Value]))
            {
                best = label;
            }
        }

        return best;
    }
}

/// <summary>A label that is probably wrong.</summary>
/// <param name="Index">Which of the samples.</param>
/// <param name="Suggested">The class that it is confidently taken for.</param>
/// <param name="OwnProbability">The probability of its label.</param>
/// <param name="SuggestedProbability">The probability of the suggested class.</param>
/// <param name="Margin">The probability of the label less that of the likeliest other class: the lower, the more suspect.</param>
public sealed record SuspectedLabel(int Index, int Suggested, double OwnProbability, double SuggestedProbability, double Margin);
