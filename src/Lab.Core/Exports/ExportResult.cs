namespace Lab;

/// <summary>What an export has written.</summary>
/// <param name="Path">The file.</param>
/// <param name="Checkpoint">The checkpoint that the weights are from.</param>
/// <param name="Lines">What the exporter says of the file.</param>
/// <param name="PassedOver">Newer checkpoints that were not valid, and why.</param>
public sealed record ExportResult(string Path, string Checkpoint, IReadOnlyList<string> Lines, IReadOnlyList<string> PassedOver);
