namespace Lab.Vision;

/// <summary>Which columns of a manifest mean what. Names are compared without regard to case.</summary>
public sealed record CsvManifestOptions
{
    /// <summary>The column of the image's path, relative to the manifest's folder or absolute. The default is "path".</summary>
    public string PathColumn { get; init; } = "path";

    /// <summary>The column of the class name or number; null for images without labels. The default is "label".</summary>
    public string? LabelColumn { get; init; } = "label";

    /// <summary>The column of the group, such as a person; it may be absent from the file. The default is "group".</summary>
    public string? GroupColumn { get; init; } = "group";

    /// <summary>
    /// The names of the classes in index order. By default they come from the labels: whole numbers from 0 are the indices themselves;
    /// other labels are numbered in ordinal order. Give them where a manifest need not hold every class, such as that of a test set.
    /// </summary>
    public IReadOnlyList<string>? ClassNames { get; init; }

    /// <summary>The character between columns; null, the default, finds out which of comma, semicolon, tab and bar the file uses.</summary>
    public char? Separator { get; init; }

    /// <summary>
    /// About how many files are looked for when the manifest is opened: all of a manifest that is no longer, otherwise all of the first
    /// so many and then fewer and fewer, spread over the rest. At least 0, which looks for none; the default is 20000.
    /// </summary>
    public int CheckedFiles { get; init; } = 20_000;
}
