using Lab.Analysis;

namespace Lab.Vision;

/// <summary>Whether the images of the other parts look like those of the training data.</summary>
internal static class ImageDriftSection
{
    public static IEnumerable<ReportSection> Of(ImageSet set)
    {
        if (set.Parts.Count < 2 || set.Parts[0] != "train" || !set.Of(0).Any())
        {
            yield break;
        }

        var learnt = set.Of(0).ToList();
        var rows = Enumerable.Range(1, set.Parts.Count - 1).Where(part => set.Of(part).Any()).SelectMany(part => ImageFeatures.All.Select(feature =>
            DriftRow.Of(feature.Name, set.Parts[part], [.. learnt.Select(feature.Of)], [.. set.Of(part).Select(feature.Of)]))).ToList();
        if (rows.Count > 0)
        {
            yield return DriftRow.Section("image-drift", "Drift of images", rows, set.Options.LongestList);
        }
    }
}
