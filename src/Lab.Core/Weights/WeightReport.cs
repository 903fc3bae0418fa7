namespace Lab.Weights;

/// <summary>What became of a file's entries and a module's. Names are the module's.</summary>
public sealed record WeightReport
{
    // More names than that help nobody in one line.
    private const int Shown = 10;
    private const int ShownOfKind = 3;

    /// <summary>The file.</summary>
    public required string Source { get; init; }

    /// <summary>Entries that hold the file's values now, reshaped ones included.</summary>
    public required IReadOnlyList<string> Loaded { get; init; }

    /// <summary>Of these, the ones that were adapted to another shape.</summary>
    public required IReadOnlyList<WeightDifference> Reshaped { get; init; }

    /// <summary>Entries of the part that could not take the file's values, and keep their own: a classifier of other classes.</summary>
    public required IReadOnlyList<WeightDifference> Replaced { get; init; }

    /// <summary>Entries of the module that are not in the file and keep their values.</summary>
    public required IReadOnlyList<WeightDifference> Missing { get; init; }

    /// <summary>Entries of the file that the module lacks.</summary>
    public required IReadOnlyList<WeightDifference> Unexpected { get; init; }

    /// <summary>Entries whose shape or kind of type does not fit, which keep their values.</summary>
    public required IReadOnlyList<WeightDifference> Misfits { get; init; }

    /// <summary>What the part of <see cref="Replaced"/> is called, such as "classifier".</summary>
    public string? ReplacedPart { get; init; }

    /// <summary>Whether every entry of the module and of the file has its place, or belongs to the part that may be replaced.</summary>
    public bool IsComplete => Missing.Count + Unexpected.Count + Misfits.Count == 0;

    /// <summary>What does not fit: of each kind how many entries there are, and the first of them.</summary>
    internal string Problems => string.Join(
        "; ",
        new[] { ("missing", Missing), ("unexpected", Unexpected), ("of another shape or type", Misfits) }
            .Where(kind => kind.Item2.Count > 0)
            .Select(kind => $"{kind.Item2.Count} {kind.Item1}: {List(kind.Item2, ShownOfKind)}"));

    /// <summary>The report in one line.</summary>
    public override string ToString()
    {
        var parts = new List<string> { $"{Loaded.Count} entries loaded from {Source}" };
        Add("reshaped", Reshaped);
        if (Replaced.Count > 0)
        {
            var how = Replaced.All(entry => entry.InModule is null) ? "left out" : Replaced.All(entry => entry.InFile is null) ? "not in the file, so it keeps its own values" : "replaced";
            Add($"{ReplacedPart} {how}", Replaced, separator: ":");
        }

        Add("missing", Missing);
        Add("unexpected", Unexpected);
        Add("of another shape or type, not loaded", Misfits);
        return string.Join("; ", parts);

        void Add(string what, IReadOnlyList<WeightDifference> entries, string? separator = null)
        {
            if (entries.Count > 0)
            {
                parts.Add($"{(separator is null ? $"{entries.Count} {what}:" : what + separator)} {List(entries, Shown)}");
            }
        }
    }

    private static string List(IReadOnlyList<WeightDifference> entries, int shown) =>
        string.Join(", ", entries.Take(shown)) + (entries.Count > shown ? $", and {entries.Count - shown} more" : string.Empty);
}
