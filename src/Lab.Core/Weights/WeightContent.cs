namespace Lab.Weights;

/// <summary>What a reader of one format found in a file.</summary>
/// <param name="Entries">The tensors by name. Every one lies within the file.</param>
/// <param name="Metadata">Texts by name.</param>
internal sealed record WeightContent(IReadOnlyDictionary<string, WeightEntry> Entries, IReadOnlyDictionary<string, string> Metadata);
