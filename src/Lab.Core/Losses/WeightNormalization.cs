namespace Lab.Losses;

/// <summary>What a class-weighted sum over a batch is divided by.</summary>
public enum WeightNormalization
{
    /// <summary>
    /// The sum of the weights of the batch's targets, as PyTorch divides. The value does not depend on the scale of the weights, but a batch of heavy classes
    /// counts no more than one of light classes.
    /// </summary>
    TargetWeights,

    /// <summary>
    /// The number of samples, so that a weight is a plain factor of its class (the alpha of Lin et al. 2017). An exact mean over samples: accumulated batches give
    /// the gradient of one big batch.
    /// </summary>
    Samples,
}
