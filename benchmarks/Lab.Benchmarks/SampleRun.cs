using System.Diagnostics;
using System.Globalization;
using System.Text.Json.Nodes;

namespace Lab.Benchmarks;

/// <summary>The sample as a process of its own, and what its metrics.jsonl says of it.</summary>
internal static class SampleRun
{
    /// <summary>Runs it to its end.</summary>
    /// <returns>When the process was started.</returns>
    public static DateTimeOffset Run(params IEnumerable<string> arguments)
    {
        var start = new ProcessStartInfo("dotnet", ["exec", Path.Combine(AppContext.BaseDirectory, "MaskClassification.dll"), .. arguments]) { RedirectStandardOutput = true, RedirectStandardError = true };
        var begun = DateTimeOffset.UtcNow;
        using var process = Process.Start(start)!;
        var error = process.StandardError.ReadToEndAsync();
        process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        return process.ExitCode == 0 ? begun : throw new InvalidOperationException($"The sample ended with {process.ExitCode}: {error.Result}");
    }

    /// <summary>The one run below an output folder.</summary>
    public static string FolderIn(string output) => Directory.GetDirectories(Path.Combine(output, "mask")).Single();

    public static IReadOnlyList<JsonNode> Lines(string run) => [.. File.ReadLines(Path.Combine(run, "metrics.jsonl")).Select(line => JsonNode.Parse(line)!)];

    public static DateTimeOffset TimeOf(JsonNode line) => DateTimeOffset.Parse((string)line["time"]!, CultureInfo.InvariantCulture);
}
