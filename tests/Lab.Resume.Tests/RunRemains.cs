using System.Globalization;
using System.Security.Cryptography;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Lab.Hooks.Tests.TensorBoard;

namespace Lab.Resume.Tests;

/// <summary>What a run has left in its folder, as lines of text that two runs of the same bits have in common. Times are left out, and what is said of a resume.</summary>
internal static partial class RunRemains
{
    private static readonly string[] Ignored = ["time", "seconds", "data_wait_seconds", "elapsedSeconds", "Duration", "DataWait", "loader-threads", "output", "passedOver"];

    /// <summary>The run folder below an output folder, or null if there is none yet.</summary>
    public static string? FolderIn(string output) => Directory.Exists(output)
        ? Directory.GetFiles(output, "run.json", new EnumerationOptions { RecurseSubdirectories = true, MaxRecursionDepth = 2 }).Select(Path.GetDirectoryName).SingleOrDefault()
        : null;

    /// <summary>Whole lines of <c>metrics.jsonl</c>; a process may be writing another.</summary>
    public static IEnumerable<JsonNode> MetricsLines(string run)
    {
        var path = Path.Combine(run, "metrics.jsonl");
        if (!File.Exists(path))
        {
            return [];
        }

        using var reader = new StreamReader(new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete));
        return [.. reader.ReadToEnd().Split('\n')[..^1].Select(line => JsonNode.Parse(line)!)];
    }

    public static IReadOnlyList<string> Describe(string run)
    {
        var checkpoints = Path.Combine(run, "checkpoints");
        var record = JsonNode.Parse(File.ReadAllText(Path.Combine(run, "run.json")))!;
        return
        [
            $"result {WithoutTimes(record["result"]!)}",
            $"options {WithoutTimes(record["options"]!)}",
            $"data {record["data"]!.ToJsonString()}",
            .. Directory.GetDirectories(checkpoints).Order(StringComparer.Ordinal).SelectMany(DescribeCheckpoint),
            $"marks {JsonNode.Parse(File.ReadAllText(Path.Combine(checkpoints, "marks.json")))!["names"]!.ToJsonString()}",
            .. MetricsLines(run).Select(line => $"metrics {WithoutTimes(line)}"),
            .. File.ReadLines(Path.Combine(run, "log.txt")).Select(line => line[20..]).Where(line => !line.StartsWith("resumed ", StringComparison.Ordinal)).Select(line => $"log {LogTimes().Replace(line.Replace(run, "RUN", StringComparison.Ordinal), string.Empty)}"),
            .. DescribeScalars(run),
        ];
    }

    /// <summary>The bits of a run's weights and optimizer at a checkpoint.</summary>
    public static string HashOf(string path) => Convert.ToHexStringLower(SHA256.HashData(File.ReadAllBytes(path)));

    private static IEnumerable<string> DescribeCheckpoint(string folder) => Directory.GetFiles(folder).Order(StringComparer.Ordinal).Select(path => Path.GetFileName(path) switch
    {
        "state.json" => $"{Name(path)} {WithoutTimes(JsonNode.Parse(File.ReadAllText(path))!)}",
        "manifest.json" => $"{Name(path)} {JsonNode.Parse(File.ReadAllText(path))!["position"]!.ToJsonString()}",
        _ => $"{Name(path)} {HashOf(path)}",
    });

    private static string Name(string path) => $"{Path.GetFileName(Path.GetDirectoryName(path))}/{Path.GetFileName(path)}";

    // The files as they are, one after another: a reader that honours no restart must find every number once.
    private static IEnumerable<string> DescribeScalars(string run) =>
        Directory.GetFiles(run, "events.out.tfevents.*").Order(StringComparer.Ordinal).SelectMany(EventFileReader.Read)
            .SelectMany(read => (read.Summary?.Value ?? []).Where(value => value.Metadata is null).Select(value => string.Create(CultureInfo.InvariantCulture, $"scalar {value.Tag} {read.Step} {value.SimpleValue:r}")));

    private static string WithoutTimes(JsonNode node)
    {
        var copy = node.DeepClone();
        Strip(copy);
        return copy.ToJsonString();
    }

    private static void Strip(JsonNode? node)
    {
        if (node is JsonObject map)
        {
            foreach (var name in Ignored)
            {
                map.Remove(name);
            }

            foreach (var (_, child) in map)
            {
                Strip(child);
            }
        }
        else if (node is JsonArray list)
        {
            foreach (var child in list)
            {
                Strip(child);
            }
        }
    }

    [GeneratedRegex(@" in \d+:\d\d:\d\d( \([^)]*\))?|(?<=option (loader-threads|output) = ).*")]
    private static partial Regex LogTimes();
}
