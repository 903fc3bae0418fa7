using System.Text;
using System.Text.RegularExpressions;

namespace Lab.Native;

/// <summary>A C++ standard library of GCC on this Linux system.</summary>
/// <param name="Path">Its file, links resolved.</param>
/// <param name="Version">The highest <c>GLIBCXX</c> symbol version that it defines.</param>
internal sealed partial record StandardLibrary(string Path, Version Version)
{
    private const string FileName = "libstdc++.so.6";

    /// <summary>GCC 13.2's, which TorchSharp 0.107's Linux library names.</summary>
    public static Version WantedByTorchSharp { get; } = new(3, 4, 32);

    /// <summary>The libraries in this process and where the loader looks for them; none outside Linux.</summary>
    public static IReadOnlyList<StandardLibrary> Find()
    {
        if (!OperatingSystem.IsLinux())
        {
            return [];
        }

        var folders = (Environment.GetEnvironmentVariable("LD_LIBRARY_PATH") ?? string.Empty).Split(':', StringSplitOptions.RemoveEmptyEntries)
            .Concat(["/lib/x86_64-linux-gnu", "/usr/lib/x86_64-linux-gnu", "/lib/aarch64-linux-gnu", "/usr/lib/aarch64-linux-gnu", "/lib64", "/usr/lib64", "/usr/lib"]);
        return
        [
            .. Loaded().Concat(folders.Select(folder => System.IO.Path.Combine(folder, FileName)))
                .Where(File.Exists)
                .Select(file => System.IO.Path.GetFullPath(File.ResolveLinkTarget(file, returnFinalTarget: true)?.FullName ?? file))
                .Select(file => file.StartsWith("/lib/", StringComparison.Ordinal) && File.Exists($"/usr{file}") ? $"/usr{file}" : file)
                .Distinct(StringComparer.Ordinal)
                .Select(file => (file, version: HighestVersion(File.ReadAllBytes(file))))
                .Where(found => found.version is not null)
                .Select(found => new StandardLibrary(found.file, found.version!)),
        ];
    }

    /// <summary>The highest <c>GLIBCXX_a.b.c</c> in a library's bytes, or null.</summary>
    internal static Version? HighestVersion(byte[] image) =>
        Symbol().Matches(Encoding.Latin1.GetString(image)).Select(match => Version.Parse(match.Groups[1].Value)).Max();

    private static IEnumerable<string> Loaded() => File.Exists("/proc/self/maps")
        ? File.ReadLines("/proc/self/maps").Where(line => line.Contains("/libstdc++.so", StringComparison.Ordinal)).Select(line => line[line.IndexOf('/', StringComparison.Ordinal)..])
        : [];

    [GeneratedRegex(@"GLIBCXX_(\d+\.\d+(?:\.\d+)?)\0", RegexOptions.CultureInvariant)]
    private static partial Regex Symbol();
}
