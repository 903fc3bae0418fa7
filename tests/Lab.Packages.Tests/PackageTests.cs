using System.IO.Compression;
using System.Xml.Linq;

namespace Lab.Packages.Tests;

[Category("Slow")]
public sealed class PackageTests
{
    private static readonly Dictionary<string, string[]> Dependencies = new()
    {
        ["Lab.Core"] =
        [
            "Microsoft.Extensions.Configuration.Binder", "Microsoft.Extensions.Configuration.CommandLine", "Microsoft.Extensions.Configuration.EnvironmentVariables",
            "Microsoft.Extensions.Configuration.Json", "Microsoft.Extensions.DependencyInjection", "Microsoft.Extensions.Logging", "Microsoft.Extensions.Logging.Configuration",
            "System.CommandLine", "TorchSharp",
        ],
        ["Lab.Vision"] = ["CsvHelper", "Lab.Core", "Lab.Onnx", "Microsoft.Extensions.Diagnostics.HealthChecks.Abstractions", "Microsoft.ML.OnnxRuntime.Managed", "SkiaSharp", "SkiaSharp.NativeAssets.Linux.NoDependencies", "System.Numerics.Tensors", "TorchSharp"],
        ["Lab.Testing"] = ["Lab.Core"],
        ["Lab.Hooks"] = ["Google.Protobuf", "Lab.Core", "Spectre.Console"],
        ["Lab.Onnx"] = ["Google.Protobuf", "Lab.Core"],
    };

    private static IReadOnlyList<string> Packages => PackageFeed.Packages;

    private static IEnumerable<string> Dependent => Packages.Where(package => package != "Lab.Core");

    [Test]
    public void Every_library_is_a_package_with_its_symbols() => Assert.That(
        Directory.EnumerateFiles(PackageFeed.Folder).Select(Path.GetFileName),
        Is.EquivalentTo(Packages.SelectMany(package => new[] { $"{package}.{PackageFeed.Version}.nupkg", $"{package}.{PackageFeed.Version}.snupkg" })));

    [TestCaseSource(nameof(Packages))]
    public void A_package_says_what_it_is_and_under_which_licence(string package)
    {
        var metadata = Metadata(package);

        Assert.Multiple(() =>
        {
            Assert.That(Value(metadata, "id"), Is.EqualTo(package));
            Assert.That(Value(metadata, "version"), Is.EqualTo(PackageFeed.Version));
            Assert.That(Value(metadata, "license"), Is.EqualTo("MIT"));
            Assert.That(metadata.Element(metadata.Name.Namespace + "license")?.Attribute("type")?.Value, Is.EqualTo("expression"));
            Assert.That(Value(metadata, "readme"), Is.EqualTo("README.md"));
            Assert.That(Value(metadata, "authors"), Is.Not.Empty);
            Assert.That(Value(metadata, "tags"), Is.Not.Empty);
            Assert.That(Value(metadata, "description"), Is.Not.Empty.And.Not.EqualTo("Package Description"));
        });
    }

    [TestCaseSource(nameof(Packages))]
    public void A_package_holds_library_documentation_readme_and_licence(string package)
    {
        using var archive = Open(package, "nupkg");
        var entries = archive.Entries.ToDictionary(entry => entry.FullName, entry => entry.Length);

        Assert.Multiple(() =>
        {
            Assert.That(entries.Keys.Where(name => name.StartsWith("lib/", StringComparison.Ordinal)), Is.EquivalentTo(new[] { $"lib/net10.0/{package}.dll", $"lib/net10.0/{package}.xml" }));
            Assert.That(entries.GetValueOrDefault("README.md"), Is.Positive);
            Assert.That(entries.GetValueOrDefault("LICENSE"), Is.Positive);
        });
    }

    [TestCaseSource(nameof(Packages))]
    public void The_symbols_lie_in_a_package_of_their_own(string package)
    {
        using var archive = Open(package, "snupkg");

        Assert.That(archive.Entries.Select(entry => entry.FullName), Has.Member($"lib/net10.0/{package}.pdb"));
    }

    [TestCaseSource(nameof(Packages))]
    public void A_package_depends_on_what_it_uses_and_on_no_native_backend(string package) =>
        Assert.That(DependenciesOf(package).Keys, Is.EquivalentTo(Dependencies.GetValueOrDefault(package) ?? []), "Dependencies of this fixture says what is expected");

    [TestCase("Lab.Core")]
    [TestCase("Lab.Vision")]
    public void The_floor_of_TorchSharp_is_the_version_that_loads_on_Windows(string package) =>
        Assert.That(DependenciesOf(package)["TorchSharp"], Is.EqualTo(PackageFeed.TorchFloor).And.EqualTo("0.106.0"));

    [Test]
    public void README_names_the_backend_that_was_run() =>
        Assert.That(File.ReadAllText(Path.Combine(PackageFeed.Root, "README.md")), Does.Contain($"<PackageReference Include=\"TorchSharp-cpu\" Version=\"{PackageFeed.TorchBackend}\" />"));

    [TestCaseSource(nameof(Dependent))]
    public void A_package_asks_for_the_core_of_its_own_version(string package) =>
        Assert.That(DependenciesOf(package)["Lab.Core"], Is.EqualTo(PackageFeed.Version));

    private static Dictionary<string, string> DependenciesOf(string package)
    {
        var metadata = Metadata(package);
        var groups = metadata.Descendants(metadata.Name.Namespace + "group").ToArray();
        Assert.That(groups.Select(group => group.Attribute("targetFramework")?.Value), Is.EqualTo(new[] { "net10.0" }));
        return groups[0].Elements().ToDictionary(dependency => dependency.Attribute("id")!.Value, dependency => dependency.Attribute("version")!.Value);
    }

    private static XElement Metadata(string package)
    {
        using var archive = Open(package, "nupkg");
        using var nuspec = archive.GetEntry($"{package}.nuspec")!.Open();
        var root = XDocument.Load(nuspec).Root!;
        return root.Element(root.Name.Namespace + "metadata")!;
    }

    private static string Value(XElement metadata, string name) => metadata.Element(metadata.Name.Namespace + name)?.Value ?? string.Empty;

    private static ZipArchive Open(string package, string kind) => ZipFile.OpenRead(Path.Combine(PackageFeed.Folder, $"{package}.{PackageFeed.Version}.{kind}"));
}
