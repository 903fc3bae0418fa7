namespace Lab.Analysis;

/// <summary>Something that stands out, in words.</summary>
/// <param name="Text">What was found.</param>
/// <param name="Remedy">What answers it, such as an option; null where there is nothing to do.</param>
/// <param name="IsSerious">Whether a result may be wrong because of it, such as a picture that is in training and test data.</param>
public sealed record Finding(string Text, string? Remedy = null, bool IsSerious = false);
