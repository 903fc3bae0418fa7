namespace Lab.Metrics;

/// <summary>What a classifier's scores are.</summary>
public enum ScoreKind
{
    /// <summary>Any numbers, of which the softmax makes probabilities.</summary>
    Logits,

    /// <summary>Probabilities that sum to 1 over the classes.</summary>
    Probabilities,
}
