using System.Reflection;
using System.Text.RegularExpressions;
using Lab;
using Lab.Hooks;
using Lab.Vision;
using NUnit.Framework;

namespace Documentation.Tests;

/// <summary>What the pages show and name is there.</summary>
[NonParallelizable]
public sealed partial class PageTests
{
    // Options of other programs, and of the sample, which its own page is about.
    private static readonly string[] Foreign = ["project", "filter", "logdir", "data", "version", "help", "experiment", "age-weight", "export-part", "check-duplicates", "duplicate-distance", "pretrained", "backbone", "image-size", "picture-width", "picture-height", "augment", "erasing-probability", "pseudo-labels", "confidence", "probabilities", "label-smoothing", "urls", "engine", "maximum-bytes", "maximum-requests", "data-binary", "onnx-input", "onnx-softmax"];

    // The program that is run has the default hooks only.
    private static readonly IEnumerable<string> OfHooks =
        typeof(ClipGradientNorm).Assembly.GetTypes().SelectMany(type => type.GetProperties()).Select(property => property.GetCustomAttribute<OptionNameAttribute>()?.Name).OfType<string>();

    private static readonly IEnumerable<string> OfImages =
        new[] { typeof(ImageDecodingOptions), typeof(ImageCacheOptions) }.SelectMany(type => type.GetProperties()).Select(property => Capital().Replace(property.Name, "-$0").ToLowerInvariant());

    private static readonly Lazy<HashSet<string>> _words = new(() =>
    [
        .. new[] { "src", "samples", "tests" }
            .SelectMany(folder => Directory.EnumerateFiles(Path.Combine(Pages.Root, folder), "*.cs", SearchOption.AllDirectories))
            .SelectMany(file => Word().Matches(File.ReadAllText(file)).Select(match => match.Value)),
    ]);

    private static readonly Lazy<IReadOnlyList<string>> _sources = new(() =>
    [
        .. Directory.EnumerateFiles(Pages.Root),
        .. new[] { "src", "samples", "tests", "benchmarks" }.SelectMany(folder => Directory.EnumerateFiles(Path.Combine(Pages.Root, folder), "*.*", SearchOption.AllDirectories)),
    ]);

    private static IEnumerable<TestCaseData> All => Pages.All.Select(page => new TestCaseData(page).SetArgDisplayNames(Path.GetRelativePath(Pages.Root, page)));

    [TestCaseSource(nameof(All))]
    public void Every_block_of_code_on_a_page_is_compiled(string page)
    {
        var compiled = Pages.CompiledCode().Select(Normalised).ToList();

        foreach (var block in Pages.CodeOf(page))
        {
            Assert.That(compiled.Any(file => file.Contains(Normalised(block), StringComparison.Ordinal)), $"is in no file of this project: {string.Join('\n', block.Take(3))}");
        }
    }

    [TestCaseSource(nameof(All))]
    public void Every_link_on_a_page_leads_to_a_file(string page)
    {
        var targets = Link().Matches(File.ReadAllText(page)).Select(match => match.Groups[1].Value).Where(target => !target.Contains("://", StringComparison.Ordinal));

        Assert.That(
            targets.Select(target => Path.Combine(Path.GetDirectoryName(page)!, target)),
            Has.All.Matches<string>(path => File.Exists(path) || Directory.Exists(path)));
    }

    [TestCaseSource(nameof(All))]
    public void Every_anchor_of_a_link_is_a_heading_of_its_page(string page)
    {
        foreach (var link in Anchor().Matches(File.ReadAllText(page)).Where(match => !match.Value.Contains("://", StringComparison.Ordinal)))
        {
            var target = link.Groups[1].Length == 0 ? page : Path.Combine(Path.GetDirectoryName(page)!, link.Groups[1].Value);
            var headings = File.ReadLines(target).Where(line => line.StartsWith('#')).Select(line => NotInAnchor().Replace(line.TrimStart('#').Trim().ToLowerInvariant(), string.Empty).Replace(' ', '-'));

            Assert.That(headings, Does.Contain(link.Groups[2].Value), link.Value);
        }
    }

    [TestCaseSource(nameof(All))]
    public void Every_source_file_that_a_page_names_is_there(string page)
    {
        var named = SourceFile().Matches(File.ReadAllText(page)).Select(match => $"/{match.Groups[1].Value}").Distinct();

        Assert.That(named.Where(name => !_sources.Value.Any(file => file.EndsWith(name, StringComparison.Ordinal))), Is.Empty);
    }

    [TestCaseSource(nameof(All))]
    public void Every_option_on_a_page_is_one(string page)
    {
        var known = new[] { "train", "evaluate", "predict", "export", "analyze", "find-lr", "find-batch-size" }
            .SelectMany(verb => Option().Matches(ShownProgram.Run(verb, "--help").Text))
            .Select(match => match.Groups[1].Value)
            .Concat(OfHooks)
            .Concat(OfImages)
            .Concat(Foreign);

        Assert.That(Option().Matches(File.ReadAllText(page)).Select(match => match.Groups[1].Value).Distinct(), Is.SubsetOf(known.ToHashSet()));
    }

    [TestCaseSource(nameof(All))]
    public void Every_name_on_a_page_is_in_the_code(string page)
    {
        var names = Name().Matches(File.ReadAllText(page)).SelectMany(match => match.Groups[1].Value.Split('.')).Distinct();

        Assert.That(names.Where(name => !_words.Value.Contains(name)), Is.Empty);
    }

    // Indentation is the page's own business.
    private static string Normalised(IEnumerable<string> lines) => $"\n{string.Join('\n', lines.Select(line => line.Trim()).Where(line => line.Length > 0))}\n";

    [GeneratedRegex(@"\]\(([^)#\s]+)[^)]*\)")]
    private static partial Regex Link();

    [GeneratedRegex(@"\]\(([^)#\s]*)#([^)\s]+)\)")]
    private static partial Regex Anchor();

    [GeneratedRegex(@"[^\w\- ]")]
    private static partial Regex NotInAnchor();

    [GeneratedRegex(@"`([A-Za-z0-9_./-]+\.(?:cs|props|targets|sh|csproj))`")]
    private static partial Regex SourceFile();

    [GeneratedRegex(@"`([A-Z][A-Za-z0-9]*(?:\.[A-Z][A-Za-z0-9]*)*)(?:<[^`]*>)?(?:\([^`]*\))?`")]
    private static partial Regex Name();

    [GeneratedRegex("(?<!^)[A-Z]")]
    private static partial Regex Capital();

    [GeneratedRegex(@"\w+")]
    private static partial Regex Word();

    [GeneratedRegex(@"(?<![\w-])--([a-z][a-z0-9-]*)")]
    private static partial Regex Option();
}
