namespace Lab.Analysis;

/// <summary>What the models of some runs say of samples that they were not trained on.</summary>
/// <typeparam name="TSample">The data sets' samples.</typeparam>
/// <param name="Runs">The runs in words, such as their folder and checkpoint.</param>
/// <param name="ClassNames">The classes in index order.</param>
/// <param name="Samples">The judged samples.</param>
/// <param name="TrainAccuracy">The accuracy on training samples in the last epoch of the runs, their mean; null where a run did not record it.</param>
internal sealed record RunAnswers<TSample>(IReadOnlyList<string> Runs, IReadOnlyList<string> ClassNames, IReadOnlyList<JudgedSample<TSample>> Samples, double? TrainAccuracy);

/// <summary>A sample, its label and what models say of it.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Sample">The sample.</param>
/// <param name="Label">Its class.</param>
/// <param name="Probabilities">A probability per class, the mean of the models'.</param>
internal sealed record JudgedSample<TSample>(string Name, TSample Sample, int Label, IReadOnlyList<double> Probabilities)
{
    public int Predicted { get; } = Probabilities.Index().MaxBy(pair => pair.Item).Index;

    public double Confidence => Probabilities[Predicted];

    /// <summary>Cross entropy in nats; probabilities below 1e-12 count as that.</summary>
    public double Loss => -Math.Log(Math.Max(1e-12, Probabilities[Label]));
}
