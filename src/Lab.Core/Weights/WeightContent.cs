namespace Lab.Weights;

/// <summary>What a reader of one format found in a file.</summary>
/// <param name="Entries">The tensors by name. Every one lies within the file.</param>
/// <param name="Metadata">Texts by name.</param>
internal sealed record WeightContent(IReadOnlyDictionary<string, WeightEntry> Entries, IReadOnlyDictionary<string, string> Metadata)
{
    /// <summary>The dictionaries of tensors that the file has.</summary>
    public IReadOnlyList<string> Sections { get; init; } = [string.Empty];

    /// <summary>The one that was read.</summary>
    public string Section { get; init; } = string.Empty;
}
