namespace Lab.Analysis;

/// <summary>How many samples, classes and groups each part of the data has.</summary>
internal sealed class OverviewAnalyzer<TSample> : Analyzer<TSample>
{
    public override IEnumerable<ReportSection> Analyze(AnalysisContext<TSample> context)
    {
        var rows = context.Parts.Select(part => (part, Groups: GroupsOf(part.Data, context.Cancellation))).Select(pair => (IReadOnlyList<object?>)
        [
            pair.part.Name,
            pair.part.Data.Count,
            pair.part.Data.ClassNames?.Count,
            Enumerable.Range(0, pair.part.Data.Count).Count(index => pair.part.Data.ClassOf(index) is null),
            pair.Groups.Count,
            pair.Groups.Count == 0 ? null : (double)pair.Groups.Values.Sum() / pair.Groups.Count,
            pair.Groups.Count == 0 ? null : pair.Groups.Values.Max(),
        ]).ToList();
        yield return new ReportSection("overview", "Overview")
        {
            Introduction = context.Data.Split is { } split
                ? $"Training and validation data are parts of one data set: {(split.Folds > 0 ? $"fold {context.Data.Fold} of {split.Folds} validates" : "a hold-out validates")}. The split's hash is {split.Hash}; split.json beside this page holds it."
                : null,
            Findings = [.. Findings(context)],
            Blocks = [new TableBlock(["part", "samples", "classes", "without a class", "groups", "samples per group", "largest group"], rows)],
        };
    }

    private static IEnumerable<Finding> Findings(AnalysisContext<TSample> context)
    {
        if (context.Data is { Train: not null, Validation: null })
        {
            yield return new Finding("There is no validation data, so nothing judges a model while it trains.", "--validation-share 0.2, or --folds 5, splits the training data.");
        }

        foreach (var part in context.Parts)
        {
            var names = Enumerable.Range(0, part.Data.Count).Select(part.Data.Describe).CountBy(name => name).Where(pair => pair.Value > 1).ToList();
            if (names.Count > 0)
            {
                yield return new Finding(
                    $"{names.Count} names of the {part.Name} data stand for several samples, such as '{names[0].Key}' for {names[0].Value}.", "Give every sample a name of its own in Describe, or remove what is listed twice.");
            }
        }
    }

    private static Dictionary<string, int> GroupsOf(Dataset<TSample> data, CancellationToken cancellation)
    {
        cancellation.ThrowIfCancellationRequested();
        return Enumerable.Range(0, data.Count).Select(data.GroupOf).OfType<string>().CountBy(group => group, StringComparer.Ordinal).ToDictionary(StringComparer.Ordinal);
    }
}
