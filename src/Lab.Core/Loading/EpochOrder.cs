namespace Lab.Loading;

/// <summary>The samples of one epoch, and how many times each has come before: a sample that comes again has other random numbers, and those do not depend on where the pass began.</summary>
internal sealed class EpochOrder
{
    private readonly int[]? _earlier;

    /// <param name="indices">The samples in order.</param>
    /// <param name="count">Samples of the data set.</param>
    public EpochOrder(int[] indices, int count)
    {
        Indices = indices;
        var seen = new int[count];
        var earlier = Array.ConvertAll(indices, index => seen[index]++);
        _earlier = Array.Exists(earlier, times => times > 0) ? earlier : null;
    }

    public int[] Indices { get; }

    /// <summary>The key of the random numbers of the sample at <paramref name="position"/>.</summary>
    public RandomKey KeyAt(int position, RandomKey epoch)
    {
        var first = epoch.Derive(Indices[position]);
        return _earlier is null || _earlier[position] == 0 ? first : first.Derive("again").Derive(_earlier[position]);
    }
}
