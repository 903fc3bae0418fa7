using Lab.Analysis;

namespace Lab.Vision;

/// <summary>Some images of each class.</summary>
internal static class ExampleSection
{
    private const int MostClasses = 60;

    public static IEnumerable<ReportSection> Of(ImageSet set)
    {
        // Of the training data, or whatever comes first.
        var part = set.Parts.Select((_, part) => part).FirstOrDefault(part => set.Of(part).Any(), -1);
        if (part < 0 || set.Options.ExamplesPerClass == 0)
        {
            yield break;
        }

        var key = RandomKey.FromSeed(0).Derive("examples");
        var byClass = set.Of(part).GroupBy(image => image.Label ?? -1).OrderBy(group => group.Key).ToList();
        var rows = byClass.Take(MostClasses).Select(group =>
        {
            ImageRecord[] chosen = [.. group];
            key.Derive(group.Key).CreateRandom().Shuffle<ImageRecord>(chosen);
            var name = set.ClassOf(chosen[0]);
            return ((string?)$"{name ?? "without a class"} ({chosen.Length})", (IReadOnlyList<PictureItem>)[.. chosen.Take(set.Options.ExamplesPerClass).Select(image => set.Show(image))]);
        }).ToList();
        yield return new ReportSection("examples", "Examples")
        {
            Introduction = $"Images of each class of the {set.Parts[part]} data, chosen at random, the same in every analysis.{(byClass.Count > MostClasses ? $" The first {MostClasses} of {byClass.Count} classes." : string.Empty)} Names are in the tooltips.",
            Blocks = [new PictureGrid(rows) { ShowCaptions = false }],
        };
    }
}
