namespace Lab.Analysis;

/// <summary>How the samples of a data set fall into classes and groups.</summary>
internal sealed record DatasetCounts(int Samples, int Unlabelled, int Groups, int LargestGroup, IReadOnlyList<(string Name, int Count)> Classes)
{
    public static DatasetCounts Of<TSample>(Dataset<TSample> data, CancellationToken cancellation)
    {
        var names = data.ClassNames ?? [];
        var classes = new int[names.Count];
        var groups = new Dictionary<string, int>(StringComparer.Ordinal);
        var unlabelled = 0;
        for (var i = 0; i < data.Count; i++)
        {
            cancellation.ThrowIfCancellationRequested();
            if (data.ClassOf(i) is { } index && index >= 0 && index < classes.Length)
            {
                classes[index]++;
            }
            else
            {
                unlabelled++;
            }

            if (data.GroupOf(i) is { } group)
            {
                groups[group] = groups.GetValueOrDefault(group) + 1;
            }
        }

        return new DatasetCounts(data.Count, unlabelled, groups.Count, groups.Values.DefaultIfEmpty(0).Max(), [.. names.Zip(classes)]);
    }

    /// <summary>What stands out, in words, with what answers it.</summary>
    public IEnumerable<string> Notes()
    {
        if (Unlabelled == Samples)
        {
            yield break;
        }

        var absent = Classes.Where(entry => entry.Count == 0).Select(entry => entry.Name).ToList();
        if (absent.Count > 0)
        {
            yield return $"No sample of {string.Join(", ", absent)}: a model cannot learn what it never sees, and macro averages count it as 0.";
        }

        var present = Classes.Where(entry => entry.Count > 0).ToList();
        if (present.Count > 1 && present.Max(entry => entry.Count) >= 5 * present.Min(entry => entry.Count))
        {
            var (common, rare) = (present.MaxBy(entry => entry.Count), present.MinBy(entry => entry.Count));
            yield return $"{common.Name} is {(double)common.Count / rare.Count:0.#} times as common as {rare.Name}: class weights, a focal loss or a balanced sampler answer that, and macro F1 or balanced accuracy show it.";
        }
    }
}
