namespace Lab.Vision;

/// <summary>Which files of a folder are images.</summary>
internal static class ImageFiles
{
    /// <summary>What is taken for an image by its name. GIF is left out, as PyTorch's folder loader leaves it out: on the web it is the format of placeholders.</summary>
    public static IReadOnlyList<string> DefaultExtensions { get; } = [".jpg", ".jpeg", ".png", ".webp", ".bmp"];

    /// <summary>The visible sub-folders, in ordinal order of their names.</summary>
    public static IEnumerable<DirectoryInfo> Folders(DirectoryInfo folder) => folder.EnumerateDirectories()
        .Where(child => !IsHidden(child))
        .OrderBy(child => child.Name, StringComparer.Ordinal);

    /// <summary>The images in a folder and its visible sub-folders, in ordinal order.</summary>
    public static IEnumerable<FileInfo> Images(DirectoryInfo folder, IReadOnlySet<string> extensions) => folder.EnumerateFiles()
        .Where(file => !IsHidden(file) && extensions.Contains(file.Extension))
        .OrderBy(file => file.Name, StringComparer.Ordinal)
        .Concat(Folders(folder).SelectMany(child => Images(child, extensions)));

    // Systems and archives leave files such as .DS_Store and ._photo.jpg, which look like images but are none.
    private static bool IsHidden(FileSystemInfo entry) => entry.Name.StartsWith('.');
}
