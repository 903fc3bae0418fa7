namespace Lab.Vision;

/// <summary>Labels as they are written, numbered in the order in which they first occur.</summary>
internal sealed class LabelNumbers(IReadOnlyList<string>? allowed)
{
    private readonly Dictionary<string, int> _numbers = new(StringComparer.Ordinal);
    private readonly HashSet<string>? _allowed = allowed?.ToHashSet(StringComparer.Ordinal);
    private readonly List<string> _names = [];

    /// <summary>The labels by number.</summary>
    public IReadOnlyList<string> Names => _names;

    /// <summary>The number of a label, a new one if need be; false if it is not allowed.</summary>
    public bool TryGet(ReadOnlySpan<char> label, out int number)
    {
        var numbers = _numbers.GetAlternateLookup<ReadOnlySpan<char>>();
        if (numbers.TryGetValue(label, out number))
        {
            return true;
        }

        var name = label.ToString();
        if (_allowed?.Contains(name) == false)
        {
            return false;
        }

        number = _names.Count;
        _names.Add(name);
        return _numbers.TryAdd(name, number);
    }
}
