namespace Lab.Analysis;

/// <summary>A section of the page.</summary>
/// <param name="Id">What the JSON and links call it: lower case with hyphens, no two the same.</param>
/// <param name="Title">Its heading.</param>
public sealed record ReportSection(string Id, string Title)
{
    /// <summary>A sentence or two on what is shown and how it was measured.</summary>
    public string? Introduction { get; init; }

    /// <summary>What stands out. The page gathers the findings of all sections at its top.</summary>
    public IReadOnlyList<Finding> Findings { get; init; } = [];

    /// <summary>Tables, charts and pictures.</summary>
    public IReadOnlyList<ReportBlock> Blocks { get; init; } = [];
}
