namespace Lab.Inference;

/// <summary>Where a head's logits are in a model's output.</summary>
internal sealed record OutputHead<TOutput>(ModelHead Head, Func<TOutput, Tensor> Logits);
