using System.Text.Json.Nodes;
using Lab.Checkpoints;

namespace Lab.Analysis;

/// <summary>What <c>analyze</c> found: written as one page that needs nothing else (<c>report.html</c>), and the same figures as JSON (<c>report.json</c>).</summary>
/// <param name="Title">The heading of the page.</param>
/// <param name="Subtitle">What was analysed, in a line.</param>
/// <param name="Sections">The sections, in order.</param>
public sealed record AnalysisReport(string Title, string Subtitle, IReadOnlyList<ReportSection> Sections)
{
    /// <summary>The page: HTML without scripts from elsewhere, styles from elsewhere or pictures from elsewhere.</summary>
    public string ToHtml() => ReportPage.Write(this);

    /// <summary>Every figure of the page. Pictures are named, not included.</summary>
    public JsonObject ToJson() => new()
    {
        ["title"] = Title,
        ["subtitle"] = Subtitle,
        ["sections"] = new JsonArray([.. Sections.Select(section => (JsonNode)new JsonObject
        {
            ["id"] = section.Id,
            ["title"] = section.Title,
            ["introduction"] = section.Introduction,
            ["findings"] = new JsonArray([.. section.Findings.Select(finding => (JsonNode)new JsonObject { ["text"] = finding.Text, ["remedy"] = finding.Remedy, ["serious"] = finding.IsSerious })]),
            ["blocks"] = new JsonArray([.. section.Blocks.Select(Block)]),
        })]),
    };

    /// <summary>Writes <c>report.html</c> and <c>report.json</c> into a folder, each as a whole.</summary>
    /// <exception cref="IOException">The folder cannot be written to.</exception>
    public void Write(string folder)
    {
        ArgumentException.ThrowIfNullOrEmpty(folder);
        AtomicFile.WriteAllText(Path.Combine(folder, "report.json"), ToJson().ToJsonString(StateJson.Options));
        AtomicFile.WriteAllText(Path.Combine(folder, "report.html"), ToHtml());
    }

    private static JsonNode Block(ReportBlock block)
    {
        var json = new JsonObject { ["type"] = block.Kind, ["title"] = block.Title, ["caption"] = block.Caption };
        block.WriteJson(json);
        return json;
    }
}
