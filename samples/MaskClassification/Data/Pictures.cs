namespace MaskClassification.Data;

/// <summary>Which files of a folder count.</summary>
internal static class Pictures
{
    /// <summary>What the layout allows, for messages.</summary>
    public const string Extensions = "jpg, jpeg or png";

    /// <summary>Whether a file's name ends as a picture's.</summary>
    public static bool IsPicture(string file) =>
        Path.GetExtension(file).ToUpperInvariant() is ".JPG" or ".JPEG" or ".PNG";

    /// <summary>The folders in a folder by name, in the same order on every system; those that begin with a dot do not count.</summary>
    public static IReadOnlyList<string> FoldersIn(string folder) => Visible(Directory.EnumerateDirectories(folder));

    /// <summary>The files in a folder by name, in the same order on every system; those that begin with a dot do not count.</summary>
    public static IReadOnlyList<string> FilesIn(string folder) => Visible(Directory.EnumerateFiles(folder));

    private static string[] Visible(IEnumerable<string> paths) =>
        [.. paths.Where(path => !Path.GetFileName(path).StartsWith('.')).Order(StringComparer.Ordinal)];
}
