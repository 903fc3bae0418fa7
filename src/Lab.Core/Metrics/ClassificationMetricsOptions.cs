namespace Lab.Metrics;

/// <summary>What <see cref="ClassificationMetrics"/> shows besides accuracy, macro F1 and balanced accuracy.</summary>
public sealed record ClassificationMetricsOptions
{
    /// <summary>Precision, recall and F1 of every class. Default: no.</summary>
    public bool PerClass { get; init; }

    /// <summary>Macro precision and recall, weighted F1, Cohen's kappa and Matthews' correlation. Default: no.</summary>
    public bool Extended { get; init; }

    /// <summary>Top-k accuracies for these k. Default: none. Reads all scores.</summary>
    public IReadOnlyList<int> TopK { get; init; } = [];

    /// <summary>The log loss. Default: no. Reads all scores.</summary>
    public bool LogLoss { get; init; }

    /// <summary>The expected calibration error. Default: no. Reads all scores.</summary>
    public bool CalibrationError { get; init; }

    /// <summary>The mean AUROC of classes against the rest. Default: no. Reads and keeps all scores of the pass.</summary>
    public bool Auroc { get; init; }

    /// <summary>What the model's scores are. Default: logits.</summary>
    public ScoreKind Scores { get; init; }
}
