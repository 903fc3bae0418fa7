namespace Lab.Vision;

/// <summary>Takes the logits of a head.</summary>
/// <param name="head">Which of the model's heads.</param>
/// <param name="logits">[N, labels], there until the method returns.</param>
internal delegate void LogitsReader(int head, ReadOnlySpan<float> logits);
