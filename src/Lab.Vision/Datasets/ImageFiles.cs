namespace Lab.Vision;

/// <summary>Which files of a folder are images. What cannot be listed is noted as a problem, so that all of them are told at once.</summary>
internal sealed class ImageFiles(IReadOnlySet<string> extensions, List<string> problems)
{
    // .NET shows each byte of a file's name that is not UTF-8 as this character, and cannot open the file.
    private const char Undecodable = '\uFFFD';

    /// <summary>What is taken for an image by its name. GIF is left out, as PyTorch's folder loader leaves it out: on the web it is the format of placeholders.</summary>
    public static IReadOnlyList<string> DefaultExtensions { get; } = [".jpg", ".jpeg", ".png", ".webp", ".bmp"];

    /// <summary>The names of the visible sub-folders, in ordinal order.</summary>
    public string[] Folders(string folder) => [.. Entries(folder).Where(entry => entry.IsFolder).Select(entry => entry.Name)];

    /// <summary>The paths of the images in a folder and then in its visible sub-folders, in ordinal order. Links to folders are followed, but not in a circle.</summary>
    public IEnumerable<string> Images(string folder) => Images(folder, []);

    private IEnumerable<string> Images(string folder, Stack<string> above)
    {
        var real = RealPath.Of(folder);
        if (above.Contains(real))
        {
            problems.Add($"The folder '{folder}' leads back to '{real}', in which it lies; remove the link.");
            yield break;
        }

        above.Push(real);
        var entries = Entries(folder);
        foreach (var (name, _) in entries.Where(entry => !entry.IsFolder))
        {
            yield return Path.Combine(folder, name);
        }

        foreach (var (name, _) in entries.Where(entry => entry.IsFolder))
        {
            foreach (var image in Images(Path.Combine(folder, name), above))
            {
                yield return image;
            }
        }

        above.Pop();
    }

    // The visible folders and images.
    private (string Name, bool IsFolder)[] Entries(string folder)
    {
        try
        {
            var entries = new DirectoryInfo(folder).EnumerateFileSystemInfos()
                .Select(entry => (entry.Name, IsFolder: entry is DirectoryInfo))
                .Where(entry => !IsHidden(entry.Name) && (entry.IsFolder || extensions.Contains(Path.GetExtension(entry.Name))))
                .ToArray();
            Array.Sort(entries, (one, other) => string.CompareOrdinal(one.Name, other.Name));
            problems.AddRange(entries
                .Where(entry => entry.Name.Contains(Undecodable, StringComparison.Ordinal) && !Path.Exists(Path.Combine(folder, entry.Name)))
                .Select(entry => $"The name of '{Path.Combine(folder, entry.Name)}' is no text in UTF-8, so it cannot be opened; rename it."));
            return entries;
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            problems.Add($"The folder '{folder}' cannot be listed: {failure.Message}");
            return [];
        }
    }

    // Systems and archives leave files such as .DS_Store and ._photo.jpg, which look like images but are none.
    private static bool IsHidden(string name) => name.StartsWith('.');
}
