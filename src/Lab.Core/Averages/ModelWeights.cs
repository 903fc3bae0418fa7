namespace Lab;

/// <summary>Which weights of a checkpoint a model is given.</summary>
public enum ModelWeights
{
    /// <summary>Those that were trained.</summary>
    Raw,

    /// <summary>Their average, of a run with a <see cref="WeightAveraging"/>.</summary>
    Average,
}
