namespace Lab.Optimization;

/// <summary>How the parameters of a model are sorted into groups.</summary>
public sealed record ParameterGroupSettings
{
    /// <summary>The weight decay. Default: 0.</summary>
    public double WeightDecay { get; init; }

    /// <summary>
    /// Whether parameters with at most one dimension, which biases and the weights of norms are, and those that the model names (<see cref="IStagedModel.NoWeightDecay"/>) get no weight decay. Default: no.
    /// </summary>
    public bool NoWeightDecayOnBiasAndNorm { get; init; }

    /// <summary>
    /// The factor from one stage of the model to the one before it, above 0 and at most 1: the head has the full rate, the last block this share of it, the one before the square of it.
    /// As in BEiT (arXiv:2106.08254) and timm's <c>param_groups_layer_decay</c>. Default: 1.
    /// </summary>
    public double LayerDecay { get; init; } = 1;

    /// <summary>Parts with a rate of their own, beside the decay by depth; the first that holds a parameter counts. Default: none.</summary>
    public IReadOnlyList<LearningRateScale> LearningRateScales { get; init; } = [];
}
