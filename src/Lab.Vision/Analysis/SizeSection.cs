using System.Globalization;
using Lab.Analysis;

namespace Lab.Vision;

/// <summary>Widths, heights and aspect ratios.</summary>
internal static class SizeSection
{
    public static ReportSection Of(ImageSet set)
    {
        var readable = set.Readable;
        if (readable.Count == 0)
        {
            return new ReportSection("sizes", "Sizes") { Introduction = "No image could be read." };
        }

        var commonest = readable.CountBy(image => (image.Width, image.Height)).OrderByDescending(pair => pair.Value).ThenBy(pair => pair.Key).ToList();
        var blocks = new List<ReportBlock>();
        if (commonest.Count > 1)
        {
            blocks.Add(Chart(set, "Shorter side", "pixels", image => Math.Min(image.Width, image.Height)));
            blocks.Add(Chart(set, "Aspect ratio", "width / height, logarithm of base 2", image => Math.Log2(image.Aspect)));
        }

        blocks.Add(Chart(set, "File size", "kilobytes", image => image.Bytes / 1000.0));
        blocks.Add(new TableBlock(
            ["part", "sizes", "smallest shorter side", "median", "largest", "narrowest aspect", "median", "widest"],
            [.. set.Parts.Select((name, part) => (name, Images: set.Of(part).ToList())).Where(part => part.Images.Count > 0).Select(part => (IReadOnlyList<object?>)
            [
                part.name, part.Images.DistinctBy(image => (image.Width, image.Height)).Count(),
                .. Spread([.. part.Images.Select(image => (double)Math.Min(image.Width, image.Height)).Order()]).Cast<object?>(),
                .. Spread([.. part.Images.Select(image => image.Aspect).Order()]).Cast<object?>(),
            ])]));
        blocks.Add(new TableBlock(["width", "height", "images"], [.. commonest.Take(8).Select(size => (IReadOnlyList<object?>)[size.Key.Width, size.Key.Height, size.Value])])
        {
            Title = "Commonest sizes",
            Caption = commonest.Count > 8 ? $"{commonest.Count - 8} more sizes occur." : null,
        });
        return new ReportSection("sizes", "Sizes") { Introduction = "As decoded, turned upright where the file says so.", Findings = [.. Findings(readable, commonest.Count)], Blocks = blocks };
    }

    private static Histogram Chart(ImageSet set, string title, string axis, Func<ImageRecord, double> feature) => Histogram.Of(set.Values(feature)) with { Title = title, Axis = axis };

    private static double[] Spread(double[] sorted) => [sorted[0], sorted[sorted.Length / 2], sorted[^1]];

    private static IEnumerable<Finding> Findings(IReadOnlyList<ImageRecord> images, int sizes)
    {
        double[] sides = [.. images.Select(image => (double)Math.Min(image.Width, image.Height)).Order()];
        double[] aspects = [.. images.Select(image => Math.Abs(Math.Log2(image.Aspect / Median(images)))).Order()];
        if (sizes > 1 && sides[sides.Length / 20] * 2 < sides[sides.Length / 2])
        {
            yield return new Finding(
                string.Create(CultureInfo.InvariantCulture, $"Sizes differ much: one image in twenty has a shorter side of at most {sides[sides.Length / 20]:0} pixels, the median is {sides[sides.Length / 2]:0}."),
                "A network input larger than an image invents pixels: choose the input size by the median, and look at metrics of the small ones.");
        }

        if (aspects[aspects.Length * 9 / 10] > 0.42)
        {
            yield return new Finding(
                string.Create(CultureInfo.InvariantCulture, $"One image in ten is more than {Math.Pow(2, aspects[aspects.Length * 9 / 10]):0.0} times as wide or as narrow as the typical one."),
                "A plain Resize distorts them: use ResizeShorterSide with a crop, or Pad.");
        }
    }

    private static double Median(IReadOnlyList<ImageRecord> images) => images.Select(image => image.Aspect).Order().ElementAt(images.Count / 2);
}
