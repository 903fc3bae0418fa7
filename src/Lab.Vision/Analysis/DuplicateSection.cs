using Lab.Analysis;

namespace Lab.Vision;

/// <summary>Files with the same content, and images that look the same.</summary>
internal static class DuplicateSection
{
    private const int MostOfACluster = 8;

    public static ReportSection Of(ImageSet set, int distance)
    {
        var exact = set.All.Where(image => image.Bytes > 0).GroupBy(image => image.Content).Where(group => group.Count() > 1).Select(group => group.ToArray()).ToList();
        var near = NearDuplicates.Find(set.Readable, distance, (left, right) => left.Content == right.Content || (left.Group is not null && left.Group == right.Group), set.Cancellation);
        return new ReportSection("duplicates", "Duplicates")
        {
            Introduction = (exact.Count + near.Count == 0 ? "No two images are alike. " : string.Empty) + FormattableString.Invariant($"Exact duplicates have the same bytes. Near duplicates have perceptual hashes (dHash, 64 bits) that differ in at most {distance} bits, and grey cells of 18 x 16 that correlate by at least {NearDuplicates.Correlation}. Images of one group are expected to be alike and are not compared."),
            Findings = [.. Findings(set, exact, "exact"), .. Findings(set, near, "near")],
            Blocks = [.. Block(set, exact, "Exact duplicates"), .. Block(set, near, "Near duplicates")],
        };
    }

    private static IEnumerable<Finding> Findings(ImageSet set, List<ImageRecord[]> clusters, string kind)
    {
        var across = clusters.Where(IsAcross).ToList();
        if (across.Count > 0)
        {
            yield return new Finding(
                $"{Count(across.Count, kind)} across parts of the data, such as {across[0][0].Name} ({set.PartOf(across[0][0])}) and {across[0].First(image => image.Part != across[0][0].Part).Name} ({set.PartOf(across[0].First(image => image.Part != across[0][0].Part))}).",
                "What was learnt is judged by itself: remove them from one side, or give them one group (GroupOf) and split by group. --check-duplicates refuse makes sure of it before every training run.",
                IsSerious: true);
        }

        var contradictory = clusters.Where(cluster => cluster.Select(image => image.Label).OfType<int>().Distinct().Count() > 1).ToList();
        if (contradictory.Count > 0)
        {
            yield return new Finding(
                $"{Count(contradictory.Count, kind)} whose classes differ, such as {contradictory[0][0].Name} ({set.ClassOf(contradictory[0][0])}) and {contradictory[0].First(image => image.Label != contradictory[0][0].Label).Name} ({set.ClassOf(contradictory[0].First(image => image.Label != contradictory[0][0].Label))}).",
                "One of the labels is wrong, or the classes overlap: look at them below.",
                IsSerious: kind == "exact");
        }

        // Only what is learnt weighs.
        var within = clusters.Count(cluster => !IsAcross(cluster) && cluster[0].Part == 0);
        if (within > 0)
        {
            yield return new Finding($"{Count(within, kind)} within the {set.Parts[0]} data.", "They weigh more than others; remove all but one of each, unless that is meant.");
        }
    }

    private static string Count(int count, string kind) => count == 1 ? $"There is 1 set of {kind} duplicates" : $"There are {count} sets of {kind} duplicates";

    private static IEnumerable<ReportBlock> Block(ImageSet set, List<ImageRecord[]> clusters, string title)
    {
        if (clusters.Count == 0)
        {
            yield break;
        }

        var first = clusters.OrderByDescending(IsAcross).ThenByDescending(cluster => cluster.Select(image => image.Label).Distinct().Count() > 1).Take(set.Options.LongestList).ToList();
        yield return new PictureGrid([.. first.Select(cluster => (
            (string?)(IsAcross(cluster) ? $"{cluster.Length} images, in {string.Join(" and ", cluster.Select(set.PartOf).Distinct())}" : $"{cluster.Length} images"),
            (IReadOnlyList<PictureItem>)[.. Spread(cluster).Select(image => set.Show(image, $"{set.PartOf(image)}{(set.ClassOf(image) is { } name ? $", {name}" : string.Empty)}"))]))])
        {
            Title = title,
            Caption = clusters.Count > first.Count ? $"{clusters.Count - first.Count} more sets are not shown." : null,
        };
    }

    // A few of each part, so that a large cluster still shows that it lies in two.
    private static IEnumerable<ImageRecord> Spread(ImageRecord[] cluster) =>
        cluster.GroupBy(image => image.Part).SelectMany(part => part.Take(Math.Max(1, MostOfACluster / cluster.DistinctBy(image => image.Part).Count())));

    private static bool IsAcross(ImageRecord[] cluster) => cluster.Any(image => image.Part != cluster[0].Part);
}
