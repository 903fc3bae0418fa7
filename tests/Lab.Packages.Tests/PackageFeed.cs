using System.Xml.Linq;

namespace Lab.Packages.Tests;

/// <summary>A folder feed with this checkout's packages, under a version that nothing else has, and a project outside the solution that restores them.</summary>
/// <remarks>It builds into a folder of its own, so that it may run while the solution is being built.</remarks>
[SetUpFixture]
public sealed class PackageFeed
{
    public static string Version { get; } = $"0.0.1-test.{Guid.NewGuid():n}";

    /// <summary>The checkout.</summary>
    public static string Root { get; } = FindRoot();

    /// <summary>The packages: one per library.</summary>
    public static IReadOnlyList<string> Packages { get; } = [.. Directory.GetDirectories(Path.Combine(Root, "src"), "Lab.*").Select(folder => Path.GetFileName(folder)).Order(StringComparer.Ordinal)];

    /// <summary>The floor of TorchSharp that the packages ask for.</summary>
    public static string TorchFloor { get; } = Versions("TorchSharpVersion").Single();

    /// <summary>The backend that was run, which README tells users to take; it brings the TorchSharp of its version.</summary>
    public static string TorchBackend { get; } = Versions("TorchBackendVersion").First();

    /// <summary>Where the packages lie.</summary>
    public static string Folder => Path.Combine(Work, "feed");

    /// <summary>Where consumers are built.</summary>
    public static string Work { get; private set; } = string.Empty;

    [OneTimeSetUp]
    public void Pack()
    {
        Work = Directory.CreateTempSubdirectory("lab-packages-").FullName;
        foreach (var package in Packages)
        {
            DotNet.Run(
                Root,
                "pack", Path.Combine(Root, "src", package), "--configuration", "Release", "--output", Folder, "--artifacts-path", Path.Combine(Work, "artifacts"),
                $"-p:Version={Version}", "-p:RunAnalyzers=false", "-p:UseSharedCompilation=false");
        }
    }

    [OneTimeTearDown]
    public void Remove()
    {
        if (Work.Length == 0)
        {
            return;
        }

        // The machine's package cache keeps what was restored from the feed; nobody else can use it.
        foreach (var assets in Directory.EnumerateFiles(Work, "project.assets.json", SearchOption.AllDirectories))
        {
            using var document = System.Text.Json.JsonDocument.Parse(File.ReadAllText(assets));
            foreach (var cache in document.RootElement.GetProperty("packageFolders").EnumerateObject())
            {
                foreach (var package in Packages)
                {
                    var versions = new DirectoryInfo(Path.Combine(cache.Name, package.ToLowerInvariant()));
                    var restored = Path.Combine(versions.FullName, Version);
                    if (Directory.Exists(restored))
                    {
                        Directory.Delete(restored, recursive: true);
                    }

                    if (versions.Exists && !versions.EnumerateFileSystemInfos().Any())
                    {
                        versions.Delete();
                    }
                }
            }
        }

        Directory.Delete(Work, recursive: true);
    }

    private static IEnumerable<string> Versions(string property) => XDocument.Load(Path.Combine(Root, "Directory.Packages.props")).Descendants(property).Select(element => element.Value);

    private static string FindRoot()
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            if (File.Exists(Path.Combine(folder.FullName, "Lab.sln")))
            {
                return folder.FullName;
            }
        }

        throw new DirectoryNotFoundException($"No folder above {AppContext.BaseDirectory} holds Lab.sln.");
    }
}
