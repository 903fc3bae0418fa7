using System.Globalization;
using System.Text.RegularExpressions;

namespace Lab.Vision;

/// <summary>The original repository's names for Swin: each merging at the end of the stage before, and buffers that follow from the shape.</summary>
internal static partial class SwinNames
{
    public static WeightNameMap Original { get; } = new(
        "microsoft/Swin-Transformer",
        names => names.Contains("head.weight") || names.Any(name => name.StartsWith("layers.0.downsample.", StringComparison.Ordinal)),
        Rename);

    private static string? Rename(string name)
    {
        if (name.EndsWith(".relative_position_index", StringComparison.Ordinal) || name.EndsWith(".attn_mask", StringComparison.Ordinal))
        {
            return null;
        }

        name = Merging().Replace(name, match => string.Create(CultureInfo.InvariantCulture, $"layers.{int.Parse(match.Groups[1].ValueSpan, CultureInfo.InvariantCulture) + 1}.downsample."));
        return name.StartsWith("head.", StringComparison.Ordinal) ? $"head.fc.{name[5..]}" : name;
    }

    [GeneratedRegex(@"^layers\.(\d+)\.downsample\.", RegexOptions.CultureInvariant)]
    private static partial Regex Merging();
}
