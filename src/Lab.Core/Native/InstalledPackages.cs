using System.Text.Json;

namespace Lab.Native;

/// <summary>The packages that this application was built with, from its dependency file.</summary>
internal static class InstalledPackages
{
    /// <summary>Names and versions, as <c>TorchSharp-cpu 0.107.0</c>, of the packages whose names begin with one of the prefixes; empty where there is no file.</summary>
    public static IReadOnlyList<string> Find(params string[] prefixes)
    {
        var files = (AppContext.GetData("APP_CONTEXT_DEPS_FILES") as string ?? string.Empty).Split(';', StringSplitOptions.RemoveEmptyEntries);
        return
        [
            .. files.Where(File.Exists).SelectMany(Libraries)
                .Where(name => prefixes.Any(prefix => name.StartsWith(prefix, StringComparison.OrdinalIgnoreCase)))
                .Select(name => name.Replace('/', ' '))
                .Distinct(StringComparer.Ordinal)
                .Order(StringComparer.Ordinal),
        ];
    }

    private static List<string> Libraries(string file)
    {
        using var document = JsonDocument.Parse(File.ReadAllBytes(file));
        return document.RootElement.TryGetProperty("libraries", out var libraries) ? [.. libraries.EnumerateObject().Select(library => library.Name)] : [];
    }
}
