using System.Runtime.CompilerServices;

namespace Documentation.Tests;

/// <summary>The repository's pages for people.</summary>
internal static class Pages
{
    private static readonly string[] Folders = ["docs", "src/Lab.Core", "src/Lab.Hooks", "src/Lab.Onnx", "src/Lab.Vision", "src/Lab.Testing", "samples"];

    public static string Root { get; } = FindRoot();

    public static IEnumerable<string> All =>
        new[] { Root }.Concat(Folders.Select(folder => Path.Combine(Root, folder))).SelectMany(folder => Directory.EnumerateFiles(folder, "*.md")).Order(StringComparer.Ordinal);

    /// <summary>Lines of fenced blocks of C#.</summary>
    public static IEnumerable<string[]> CodeOf(string page)
    {
        List<string>? block = null;
        foreach (var line in File.ReadLines(page))
        {
            if (block is null)
            {
                block = line.Trim() == "```csharp" ? [] : null;
            }
            else if (line.Trim() == "```")
            {
                yield return [.. block];
                block = null;
            }
            else
            {
                block.Add(line);
            }
        }
    }

    /// <summary>Lines of this project's own files, which the compiler has seen.</summary>
    public static IEnumerable<string[]> CompiledCode([CallerFilePath] string here = "") =>
        Directory.EnumerateFiles(Path.Combine(Root, "tests", Path.GetFileName(Path.GetDirectoryName(here)!)), "*.cs").Select(File.ReadAllLines);

    private static string FindRoot()
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            if (File.Exists(Path.Combine(folder.FullName, "Lab.sln")))
            {
                return folder.FullName;
            }
        }

        throw new InvalidOperationException($"No folder above {AppContext.BaseDirectory} holds Lab.sln.");
    }
}
