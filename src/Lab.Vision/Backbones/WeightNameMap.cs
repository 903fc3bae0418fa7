namespace Lab.Vision;

/// <summary>Another project's names for the entries of a network's state dictionary.</summary>
/// <param name="Source">Whose names they are, such as "torchvision".</param>
/// <param name="Applies">Whether a file with these names is of that kind.</param>
/// <param name="Rename">The network's name of an entry, or null for an entry that the network does not keep.</param>
public sealed record WeightNameMap(string Source, Func<IReadOnlyCollection<string>, bool> Applies, Func<string, string?> Rename);
