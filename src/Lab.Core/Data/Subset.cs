namespace Lab;

/// <summary>Some samples of another data set, in a given order.</summary>
/// <typeparam name="TSample">The other data set's samples.</typeparam>
public sealed class Subset<TSample> : Dataset<TSample>
{
    private readonly Dataset<TSample> _source;
    private readonly int[] _indices;

    /// <summary>The samples of <paramref name="source"/> at <paramref name="indices"/>.</summary>
    /// <exception cref="ArgumentOutOfRangeException">An index lies outside the source.</exception>
    public Subset(Dataset<TSample> source, IEnumerable<int> indices)
    {
        ArgumentNullException.ThrowIfNull(source);
        ArgumentNullException.ThrowIfNull(indices);
        _source = source;
        _indices = [.. indices];
        foreach (var index in _indices)
        {
            ArgumentOutOfRangeException.ThrowIfNegative(index, nameof(indices));
            ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(index, source.Count, nameof(indices));
        }
    }

    /// <inheritdoc/>
    public override int Count => _indices.Length;

    /// <inheritdoc/>
    public override IReadOnlyList<string>? ClassNames => _source.ClassNames;

    /// <inheritdoc/>
    public override TSample this[int index] => _source[_indices[CheckIndex(index)]];

    /// <inheritdoc/>
    public override int? ClassOf(int index) => _source.ClassOf(_indices[index]);

    /// <inheritdoc/>
    public override string? GroupOf(int index) => _source.GroupOf(_indices[index]);

    /// <inheritdoc/>
    public override double WeightOf(int index) => _source.WeightOf(_indices[index]);

    /// <inheritdoc/>
    public override IReadOnlyList<string> AttributeNames => _source.AttributeNames;

    /// <inheritdoc/>
    public override IReadOnlyList<string?> AttributesOf(int index) => _source.AttributesOf(_indices[index]);

    /// <inheritdoc/>
    public override string Describe(int index) => _source.Describe(_indices[index]);
}
