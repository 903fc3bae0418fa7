namespace Lab;

/// <summary>
/// A network that says at which depth its parameters lie, for freezing (<c>--freeze</c>) and layer-wise learning rates (<c>--layer-decay</c>). A model that holds one such network in a field, and
/// heads beside it, need not implement this: its stages are the network's, and everything else counts to the head.
/// </summary>
public interface IStagedModel
{
    /// <summary>The parameters by depth, first the stem, last <see cref="ModelStage.Head"/>, each parameter once.</summary>
    IReadOnlyList<ModelStage> Stages { get; }

    /// <summary>Parameters that get no weight decay where biases and norms get none, by their names or the names' last parts: position embeddings and the like. Default: none.</summary>
    IReadOnlyCollection<string> NoWeightDecay => [];
}
