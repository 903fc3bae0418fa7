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
}
