using Lab.Analysis;

namespace Lab.Vision;

/// <summary>All images of an experiment, as the sections see them.</summary>
/// <param name="Parts">The names of the parts of the data.</param>
/// <param name="ClassNames">The classes of each part.</param>
/// <param name="All">Every image.</param>
/// <param name="Decoder">Reads those that are shown.</param>
/// <param name="Options">How much is shown.</param>
/// <param name="Cancellation">Ends the analysis.</param>
internal sealed record ImageSet(
    IReadOnlyList<string> Parts, IReadOnlyList<IReadOnlyList<string>> ClassNames, IReadOnlyList<ImageRecord> All, ImageDecoder Decoder, AnalysisOptions Options, CancellationToken Cancellation)
{
    public IReadOnlyList<ImageRecord> Readable { get; } = [.. All.Where(image => image.IsReadable)];

    public IEnumerable<ImageRecord> Of(int part) => Readable.Where(image => image.Part == part);

    public string PartOf(ImageRecord image) => Parts[image.Part];

    public string? ClassOf(ImageRecord image) => image.Label is { } label ? label < ClassNames[image.Part].Count ? ClassNames[image.Part][label] : $"class {label}" : null;

    /// <summary>The values of a feature, part by part; parts without a readable image are left out.</summary>
    public IReadOnlyList<(string Name, IReadOnlyList<double> Values)> Values(Func<ImageRecord, double> feature) =>
        [.. Parts.Select((name, part) => (name, (IReadOnlyList<double>)[.. Of(part).Select(feature)])).Where(series => series.Item2.Count > 0)];

    public PictureItem Show(ImageRecord image, params IReadOnlyList<string> details)
    {
        Cancellation.ThrowIfCancellationRequested();
        return new PictureItem(Thumbnail.Of(image.Path, Decoder), image.Name, details);
    }
}

/// <summary>Numbers that describe an image.</summary>
internal static class ImageFeatures
{
    public static IReadOnlyList<(string Name, Func<ImageRecord, double> Of)> All { get; } =
    [
        ("width", image => image.Width),
        ("height", image => image.Height),
        ("aspect ratio", image => image.Aspect),
        ("file size", image => image.Bytes),
        ("brightness", image => image.Brightness),
        ("contrast", image => image.Contrast),
        ("red", image => image.Mean(0)),
        ("green", image => image.Mean(1)),
        ("blue", image => image.Mean(2)),
    ];
}
