using System.Runtime.InteropServices;

namespace Lab.Native;

/// <summary>Where native libraries lie and where copies of them may be kept.</summary>
internal static class NativePaths
{
    /// <summary>The file of a native library of this application, or null.</summary>
    public static string? Find(string name)
    {
        var file = OperatingSystem.IsWindows() ? $"{name}.dll" : OperatingSystem.IsMacOS() ? $"lib{name}.dylib" : $"lib{name}.so";
        return Folders().Select(folder => Path.Combine(folder, file)).FirstOrDefault(File.Exists);
    }

    /// <summary>Folders for private copies, the best first.</summary>
    public static IEnumerable<string> CacheRoots()
    {
        if (Environment.GetEnvironmentVariable("LAB_CACHE") is { Length: > 0 } chosen)
        {
            yield return Path.Combine(chosen, "native");
        }

        var local = Environment.GetFolderPath(Environment.SpecialFolder.LocalApplicationData, Environment.SpecialFolderOption.DoNotVerify);
        if (local.Length > 0)
        {
            yield return Path.Combine(local, "Lab", "native");
        }

        yield return Path.Combine(Path.GetTempPath(), $"Lab-{Environment.UserName}", "native");
    }

    private static IEnumerable<string> Folders()
    {
        // What the host probes for native libraries: the runtimes folders of packages, or the application's own folder once published.
        var probed = AppContext.GetData("NATIVE_DLL_SEARCH_DIRECTORIES") as string ?? string.Empty;
        foreach (var folder in probed.Split(Path.PathSeparator, StringSplitOptions.RemoveEmptyEntries))
        {
            yield return folder;
        }

        yield return Path.Combine(AppContext.BaseDirectory, "runtimes", RuntimeInformation.RuntimeIdentifier, "native");
        yield return AppContext.BaseDirectory;
    }
}
