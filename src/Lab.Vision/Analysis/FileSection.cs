using Lab.Analysis;

namespace Lab.Vision;

/// <summary>Images that cannot be read, files that are missing, and files that no sample uses.</summary>
internal static class FileSection
{
    private const int MostFiles = 2_000_000;

    private static readonly EnumerationOptions Below = new() { RecurseSubdirectories = true, IgnoreInaccessible = true, AttributesToSkip = FileAttributes.ReparsePoint };

    public static ReportSection Of(ImageSet set)
    {
        var faulty = set.All.Where(image => !image.IsReadable).ToList();
        var root = Root(set.All);
        var unused = root is null ? [] : Unused(root, set);
        var images = unused.Where(file => !file.Hidden && file.IsImage).ToList();
        var formats = set.All.Select(image => Extension(image.Path)).CountBy(extension => extension).OrderByDescending(pair => pair.Value).ToList();
        var longest = set.Options.LongestList;
        var findings = new List<Finding>();
        if (faulty.Count > 0)
        {
            findings.Add(new Finding(
                $"{faulty.Count} {(faulty.Count == 1 ? "image" : "images")} cannot be read, such as {faulty[0].Name}: {faulty[0].Fault!.TrimEnd('.')}.",
                "Mend or remove them, or leave them out of training with --unreadable-samples skip."));
        }

        if (images.Count > 0)
        {
            findings.Add(new Finding($"{images.Count} image {(images.Count == 1 ? "file" : "files")} below {root} {(images.Count == 1 ? "is" : "are")} in no part of the data, such as {images[0].Name}.", "Add them, or move them away if they are left out on purpose."));
        }

        var blocks = new List<ReportBlock> { new BarChart(["files"], [.. formats.Select(pair => (pair.Key, (IReadOnlyList<double>)[pair.Value]))]) { Title = "Files by their extension" } };
        if (faulty.Count > 0)
        {
            blocks.Add(new TableBlock(["image", "part", "what is wrong"], [.. faulty.Take(longest).Select(image => (IReadOnlyList<object?>)[image.Name, set.PartOf(image), image.Fault])])
            {
                Title = "Images that cannot be read",
                Caption = More(faulty.Count, longest),
            });
        }

        if (unused.Count > 0)
        {
            var kinds = unused.CountBy(file => file.Hidden ? "hidden files (a name or folder that begins with a dot)" : file.IsImage ? "images" : $"other files ({Extension(file.Name)})").OrderByDescending(pair => pair.Value);
            blocks.Add(new TableBlock(["kind", "files"], [.. kinds.Take(longest).Select(pair => (IReadOnlyList<object?>)[pair.Key, pair.Value])])
            {
                Title = "Files that no sample uses",
                Caption = $"Below {root}. Links to folders are not followed.",
            });
        }

        if (images.Count > 0)
        {
            blocks.Add(new TableBlock(["image that no sample uses"], [.. images.Take(longest).Select(file => (IReadOnlyList<object?>)[file.Name])]) { Caption = More(images.Count, longest) });
        }

        return new ReportSection("files", "Files") { Findings = findings, Blocks = blocks };
    }

    private static string? More(int count, int longest) => count > longest ? $"{count - longest} more are not shown." : null;

    private static string Extension(string path) => Path.GetExtension(path).ToLowerInvariant() is { Length: > 0 } extension ? extension : "no extension";

    // The deepest folder that holds all samples.
    private static string? Root(IReadOnlyList<ImageRecord> images)
    {
        string[]? common = null;
        foreach (var folder in images.Where(image => image.Path.Length > 0).Select(image => Path.GetDirectoryName(image.Path)).Distinct())
        {
            var names = folder?.Split(Path.DirectorySeparatorChar) ?? [];
            common = common is null ? names : [.. common.Zip(names).TakeWhile(pair => pair.First == pair.Second).Select(pair => pair.First)];
        }

        // All that is shared is the root of the disk: the samples lie in unrelated places.
        return common is null or { Length: < 2 } ? null : string.Join(Path.DirectorySeparatorChar, common);
    }

    private static List<(string Name, bool Hidden, bool IsImage)> Unused(string root, ImageSet set)
    {
        var used = set.All.Select(image => image.Path).ToHashSet(StringComparer.Ordinal);
        var unused = new List<(string, bool, bool)>();
        if (!Directory.Exists(root))
        {
            return unused;
        }

        foreach (var path in Directory.EnumerateFiles(root, "*", Below).Take(MostFiles))
        {
            set.Cancellation.ThrowIfCancellationRequested();
            if (!used.Contains(path))
            {
                var name = Path.GetRelativePath(root, path).Replace('\\', '/');
                unused.Add((name, name.StartsWith('.') || name.Contains("/.", StringComparison.Ordinal), ImageFiles.DefaultExtensions.Contains(Path.GetExtension(path), StringComparer.OrdinalIgnoreCase)));
            }
        }

        unused.Sort((left, right) => string.CompareOrdinal(left.Item1, right.Item1));
        return unused;
    }
}
