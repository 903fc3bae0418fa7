using System.Text.Json.Nodes;

namespace Lab.Tests;

/// <summary>Reference values and real data that lie beside a checkout; a test that needs them is skipped where they are absent.</summary>
internal static class SharedFiles
{
    /// <summary>The full path of a file or folder below <c>shared</c>; skips the running test if it is absent.</summary>
    public static string Require(string relative)
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            if (File.Exists(Path.Combine(folder.FullName, "Lab.sln")))
            {
                var path = Path.Combine(folder.Parent?.FullName ?? string.Empty, "shared", relative);
                if (File.Exists(path) || Directory.Exists(path))
                {
                    return path;
                }

                break;
            }
        }

        Assert.Ignore($"shared/{relative} is not beside this checkout.");
        return string.Empty;
    }

    /// <summary>A JSON file below <c>shared</c>.</summary>
    public static JsonNode RequireJson(string relative) => JsonNode.Parse(File.ReadAllText(Require(relative)))!;
}
