namespace Lab;

/// <summary>One side of a split while it is filled.</summary>
/// <param name="share">The share of all samples that it should hold.</param>
internal sealed class SplitPart(double share)
{
    private readonly Dictionary<int, long> _counts = [];
    private long _size;

    public List<SampleGroup> Groups { get; } = [];

    /// <summary>By how much <paramref name="group"/> would raise this part's term of the sum that the assignment keeps small.</summary>
    /// <param name="group">The group that may be added.</param>
    /// <param name="totals">How many samples of the whole data set have each class.</param>
    /// <param name="size">How many samples the whole data set has.</param>
    public double Cost(SampleGroup group, Dictionary<int, int> totals, int size)
    {
        // The size counts as much as an average class, or classes too small to be shared out would all fall to one part.
        double samples = group.Samples.Length;
        var cost = samples * ((2 * _size) + samples) * totals.Count / size;
        foreach (var (label, count) in group.Classes)
        {
            double held = _counts.GetValueOrDefault(label);
            cost += count * ((2 * held) + count) / totals[label];
        }

        return cost / share;
    }

    public void Add(SampleGroup group)
    {
        Groups.Add(group);
        _size += group.Samples.Length;
        foreach (var (label, count) in group.Classes)
        {
            _counts[label] = _counts.GetValueOrDefault(label) + count;
        }
    }
}
