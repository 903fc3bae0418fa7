namespace Lab;

/// <summary>What a pass over data is for.</summary>
public enum Phase
{
    /// <summary>Weights change.</summary>
    Train,

    /// <summary>The model is judged during training.</summary>
    Validation,

    /// <summary>The model is judged after training, on data that decided nothing.</summary>
    Test,

    /// <summary>The model answers for samples whose targets are unknown.</summary>
    Predict,

    /// <summary>The run's averaged weights are judged during training, on the validation data, after the raw ones.</summary>
    Average,

    /// <summary>Averaged weights take the statistics of their batch normalisation from the training data. No weight changes and nothing is judged.</summary>
    Refresh,
}
