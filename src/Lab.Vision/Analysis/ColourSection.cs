using System.Globalization;
using Lab.Analysis;

namespace Lab.Vision;

/// <summary>Brightness, contrast and channels, and the images at the ends of each.</summary>
internal static class ColourSection
{
    private const int Ends = 6;

    private static readonly double[] ImageNetMean = [0.485, 0.456, 0.406];
    private static readonly double[] ImageNetDeviation = [0.229, 0.224, 0.225];

    public static ReportSection Of(ImageSet set)
    {
        if (set.Readable.Count == 0)
        {
            return new ReportSection("colours", "Brightness and colours") { Introduction = "No image could be read." };
        }

        var parts = set.Parts.Select((name, part) => (Name: name, Images: set.Of(part).ToList())).Where(part => part.Images.Count > 0).ToList();
        var (mean, deviation) = Normalisation(parts[0].Images);
        var distance = Enumerable.Range(0, 3).Max(channel => Math.Abs(mean[channel] - ImageNetMean[channel]) / ImageNetDeviation[channel]);
        var values = $"mean {Text(mean)}, deviation {Text(deviation)}";
        return new ReportSection("colours", "Brightness and colours")
        {
            Introduction = "Means over each image, from 0 to 255, and their deviation, from at most some 50,000 evenly spread pixels of each image. Brightness is the mean of the luma 0.299 R + 0.587 G + 0.114 B, contrast its standard deviation.",
            Findings = distance > 0.5
                ? [new Finding($"The colours are not those of ImageNet's photographs: {values}.", "A network trained from scratch should be normalised with these (ImageNormalization); one with published weights keeps theirs.")]
                : [],
            Blocks =
            [
                .. new[] { ("Brightness", "brightness"), ("Contrast", "contrast"), ("Red", "red"), ("Green", "green"), ("Blue", "blue") }.Select(pair =>
                    Histogram.Of(set.Values(ImageFeatures.All.First(feature => feature.Name == pair.Item2).Of), low: 0, high: pair.Item2 == "contrast" ? null : 255) with { Title = pair.Item1 }),
                new TableBlock(
                    ["part", "images", "red", "green", "blue", "deviation of red", "green", "blue"],
                    [.. parts.Select(part => (part.Name, part.Images.Count, Numbers: Normalisation(part.Images))).Select(part => (IReadOnlyList<object?>)
                    [
                        part.Name, part.Count, .. part.Numbers.Mean.Cast<object?>(), .. part.Numbers.Deviation.Cast<object?>(),
                    ])])
                {
                    Title = "Normalisation: channels from 0 to 1",
                    Caption = $"Mean and standard deviation over the pixels of all images, each image weighing the same; a network input is (value - mean) / deviation. For the {parts[0].Name} data: {values}.",
                },
                new PictureGrid(
                [
                    ("Darkest", End(set, image => image.Brightness, image => $"brightness {image.Brightness:0}")),
                    ("Brightest", End(set, image => -image.Brightness, image => $"brightness {image.Brightness:0}")),
                    ("Least contrast", End(set, image => image.Contrast, image => $"contrast {image.Contrast:0.#}")),
                ]) { Title = "At the ends" },
            ],
        };
    }

    private static IReadOnlyList<PictureItem> End(ImageSet set, Func<ImageRecord, double> by, Func<ImageRecord, FormattableString> words) =>
        [.. set.Readable.OrderBy(by).ThenBy(image => image.Name, StringComparer.Ordinal).Take(Ends).Select(image => set.Show(image, FormattableString.Invariant(words(image)), set.PartOf(image)))];

    private static (double[] Mean, double[] Deviation) Normalisation(List<ImageRecord> images)
    {
        double[] mean = [.. Enumerable.Range(0, 3).Select(channel => images.Average(image => image.Mean(channel)) / 255)];
        double[] square = [.. Enumerable.Range(0, 3).Select(channel => images.Average(image => image.Squares[channel] / image.Pixels) / (255 * 255))];
        return (mean, [.. mean.Zip(square, (m, s) => Math.Sqrt(Math.Max(0, s - (m * m))))]);
    }

    private static string Text(double[] values) => string.Join(", ", values.Select(value => value.ToString("0.000", CultureInfo.InvariantCulture)));
}
