using System.Globalization;
using System.Text;
using System.Text.Json.Nodes;

namespace Lab;

/// <summary>Where the time of a run went, from before its first step to its end.</summary>
/// <remarks>Parts do not overlap: what lies within another part, as the forward pass lies within hooks around it, is not counted there again. On CUDA the device was waited for at every border.</remarks>
public sealed record RunProfile
{
    /// <summary>The whole time.</summary>
    public required TimeSpan Duration { get; init; }

    /// <summary>Its parts, the longest first, and last the rest that is none of them.</summary>
    public required IReadOnlyList<ProfileSection> Sections { get; init; }

    // A run has many hook members that do nothing.
    private const double SmallestShown = 0.001;

    /// <summary>The parts as a table: share, mean, 95th percentile, total, calls. Those below 0.1 % are only counted.</summary>
    public override string ToString()
    {
        var shown = Sections.Where(section => section.Share >= SmallestShown).ToList();
        var width = shown.Select(section => section.Name.Length).DefaultIfEmpty().Max();
        var text = new StringBuilder();
        text.AppendLine(CultureInfo.InvariantCulture, $"{"part".PadRight(width)} {"share",8} {"mean ms",10} {"p95 ms",10} {"total s",10} {"calls",9}");
        foreach (var section in shown)
        {
            text.AppendLine(
                CultureInfo.InvariantCulture,
                $"{section.Name.PadRight(width)} {section.Share * 100,6:0.0} % {section.Mean.TotalMilliseconds,10:0.000} {section.Percentile95.TotalMilliseconds,10:0.000} {section.Total.TotalSeconds,10:0.00} {section.Calls,9}");
        }

        if (shown.Count < Sections.Count)
        {
            text.AppendLine(CultureInfo.InvariantCulture, $"and {Sections.Count - shown.Count} parts below 0.1 %");
        }

        return text.ToString();
    }

    internal JsonObject ToJson() => new()
    {
        ["seconds"] = Duration.TotalSeconds,
        ["sections"] = new JsonArray([.. Sections.Select(section => (JsonNode)new JsonObject
        {
            ["name"] = section.Name,
            ["calls"] = section.Calls,
            ["share"] = Math.Round(section.Share, 6),
            ["totalSeconds"] = section.Total.TotalSeconds,
            ["meanMilliseconds"] = section.Mean.TotalMilliseconds,
            ["p95Milliseconds"] = section.Percentile95.TotalMilliseconds,
        })]),
    };
}

/// <summary>One part of a run's time.</summary>
public sealed record ProfileSection
{
    /// <summary>What it is: <c>data wait</c>, <c>transfer</c> (a batch becomes tensors on the model's device), <c>forward</c>, <c>loss</c>, <c>backward</c>, <c>optimizer step</c>, <c>gradients dropped</c>, <c>metrics</c>, <c>sanity validation</c>, <c>validation</c>, <c>checkpoint</c>, <c>hook Name.Member</c>, or <c>rest</c>.</summary>
    public required string Name { get; init; }

    /// <summary>How often it was entered.</summary>
    public required long Calls { get; init; }

    /// <summary>All of its time.</summary>
    public required TimeSpan Total { get; init; }

    /// <summary>The time of a call.</summary>
    public required TimeSpan Mean { get; init; }

    /// <summary>The time that 95 % of the calls do not exceed, at most some 3 % too high.</summary>
    public required TimeSpan Percentile95 { get; init; }

    /// <summary>Its share of the run's time, from 0 to 1.</summary>
    public required double Share { get; init; }
}
