namespace Lab;

/// <summary>
/// A model in two parts: what embeds its input, and the head that answers from the embedding. The head can then be trained alone, on embeddings that are computed once (<c>--probe</c>).
/// A forward pass of the model is <c>Answer(Embed(input))</c>.
/// </summary>
/// <typeparam name="TInput">The model's input.</typeparam>
/// <typeparam name="TOutput">The model's output.</typeparam>
public interface IFeatureModel<TInput, TOutput>
{
    /// <summary>What comes before the head, with a row per sample.</summary>
    Tensor Embed(TInput input);

    /// <summary>The head's answers from what <see cref="Embed"/> gave, in training with dropout as in a forward pass.</summary>
    TOutput Answer(Tensor embedding);
}
