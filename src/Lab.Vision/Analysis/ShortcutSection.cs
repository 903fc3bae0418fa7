using System.Globalization;
using Lab.Analysis;

namespace Lab.Vision;

/// <summary>Features that tell classes apart without a look at what is on the image.</summary>
internal static class ShortcutSection
{
    private const int FewestImages = 20;
    private const double Strong = 0.5;

    public static IEnumerable<ReportSection> Of(ImageSet set)
    {
        var part = set.Parts.Select((_, part) => part).FirstOrDefault(part => set.Of(part).Any(image => image.Label is not null), -1);
        if (part < 0)
        {
            yield break;
        }

        var labelled = set.Of(part).Where(image => image.Label is not null).ToList();
        var rows = labelled.GroupBy(image => image.Label!.Value).Where(group => group.Count() >= FewestImages && labelled.Count - group.Count() >= FewestImages)
            .SelectMany(group => ImageFeatures.All.Select(feature => (
                Class: set.ClassOf(group.First())!,
                Feature: feature.Name,
                Inside: Median([.. group.Select(feature.Of)]),
                Outside: Median([.. labelled.Where(image => image.Label != group.Key).Select(feature.Of)]),
                Distance: Measures.KolmogorovSmirnov([.. group.Select(feature.Of)], [.. labelled.Where(image => image.Label != group.Key).Select(feature.Of)]))))
            .OrderByDescending(row => row.Distance)
            .ToList();
        if (rows.Count == 0)
        {
            yield break;
        }

        yield return new ReportSection("shortcuts", "Shortcuts")
        {
            Introduction = $"Whether sizes, brightness or colours alone tell a class of the {set.Parts[part]} data from the others. A network learns such a shortcut before it learns the thing.",
            Findings = [.. rows.Where(row => row.Distance >= Strong).DistinctBy(row => row.Feature).Take(3).Select(row => new Finding(
                string.Create(CultureInfo.InvariantCulture, $"{row.Class} is known by its {row.Feature} (median {HtmlNumber(row.Inside)}, others {HtmlNumber(row.Outside)}; Kolmogorov-Smirnov {row.Distance:0.00})."),
                row.Feature is "width" or "height" or "aspect ratio" or "file size"
                    ? "Check that the classes come from one source, and see whether the accuracy holds on images of one size."
                    : "Augment it away (ColorJitter), and see whether the accuracy holds on images that are alike in it."))],
            Blocks =
            [
                new TableBlock(
                    ["class", "feature", "median", "median of the others", "Kolmogorov-Smirnov"],
                    [.. rows.Take(12).Select(row => (IReadOnlyList<object?>)[row.Class, row.Feature, row.Inside, row.Outside, row.Distance])])
                {
                    Caption = $"The largest difference of the distribution functions, class against all others; 0 where they are alike, 1 where a threshold separates them. Classes with fewer than {FewestImages} images are left out.",
                },
            ],
        };
    }

    private static double Median(double[] values)
    {
        Array.Sort(values);
        return values[values.Length / 2];
    }

    private static string HtmlNumber(double value) => value.ToString(value >= 100 ? "N0" : "0.##", CultureInfo.InvariantCulture);
}
