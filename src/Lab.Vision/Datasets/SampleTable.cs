using System.Collections;
using System.Runtime.InteropServices;
using System.Text;

namespace Lab.Vision;

/// <summary>
/// Samples of image files in little memory: paths below one root lie one behind the other as UTF-8, groups are held once each, and an
/// <see cref="ImageSample"/> is made when it is asked for. A sample takes 12 bytes, its path from the root, and 8 bytes and its name for a group of its own.
/// </summary>
/// <remarks>Filled on one thread, then read by many.</remarks>
internal sealed class SampleTable : IReadOnlyList<ImageSample>
{
    private const int NoLabel = int.MinValue;
    private const int NoGroup = -1;

    private static readonly UTF8Encoding Strict = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    private readonly string _root;
    private readonly List<byte> _paths = [];
    private readonly List<Row> _rows = [];
    private readonly List<string> _groupNames = [];
    private Dictionary<string, int>? _groupNumbers = new(StringComparer.Ordinal);

    /// <summary>An empty table of files below <paramref name="root"/>, a full path, or elsewhere.</summary>
    public SampleTable(string root) => _root = Path.EndsInDirectorySeparator(root) ? root : root + Path.DirectorySeparatorChar;

    /// <inheritdoc/>
    public int Count => _rows.Count;

    /// <inheritdoc/>
    public ImageSample this[int index] => new(PathOf(index), LabelOf(index), GroupOf(index));

    /// <summary>Adds a sample.</summary>
    /// <param name="path">A path from the root, without steps such as "..", or any full path.</param>
    /// <param name="label">The class index, or null.</param>
    /// <param name="group">The group, or null.</param>
    /// <exception cref="ArgumentException">The path is no Unicode text (a half surrogate).</exception>
    public void Add(string path, int? label, ReadOnlySpan<char> group)
    {
        var text = path.StartsWith(_root, StringComparison.Ordinal) ? path.AsSpan(_root.Length) : path;
        Strict.GetBytes(text, Grow(Strict.GetByteCount(text)));
        AddRest(label, group);
    }

    /// <summary>Adds a sample whose path from the root, without steps such as "..", is UTF-8 already.</summary>
    public void Add(ReadOnlySpan<byte> path, int? label, ReadOnlySpan<char> group)
    {
        path.CopyTo(Grow(path.Length));
        AddRest(label, group);
    }

    /// <summary>Replaces every label by what <paramref name="map"/> holds in its place.</summary>
    public void MapLabels(ReadOnlySpan<int> map)
    {
        foreach (ref var row in CollectionsMarshal.AsSpan(_rows))
        {
            row.Label = row.Label == NoLabel ? NoLabel : map[row.Label];
        }
    }

    /// <summary>Gives back what filling needed.</summary>
    public void Complete()
    {
        _groupNumbers = null;
        _paths.TrimExcess();
        _rows.TrimExcess();
        _groupNames.TrimExcess();
    }

    public int? LabelOf(int index) => _rows[index].Label is not NoLabel and var label ? label : null;

    public string? GroupOf(int index) => _rows[index].Group is not NoGroup and var group ? _groupNames[group] : null;

    public string PathOf(int index)
    {
        var path = Encoding.UTF8.GetString(Stored(index));
        return Path.IsPathFullyQualified(path) ? path : _root + path;
    }

    /// <summary>The path from the root, with forward slashes.</summary>
    public string Describe(int index)
    {
        var path = Encoding.UTF8.GetString(Stored(index));
        return (Path.IsPathFullyQualified(path) ? Path.GetRelativePath(_root, path) : path).Replace('\\', '/');
    }

    /// <inheritdoc/>
    public IEnumerator<ImageSample> GetEnumerator()
    {
        for (var index = 0; index < Count; index++)
        {
            yield return this[index];
        }
    }

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();

    private ReadOnlySpan<byte> Stored(int index)
    {
        var start = index == 0 ? 0 : _rows[index - 1].End;
        return CollectionsMarshal.AsSpan(_paths)[start.._rows[index].End];
    }

    private Span<byte> Grow(int bytes)
    {
        var start = _paths.Count;
        if (bytes > Array.MaxLength - start)
        {
            throw new LabException($"The paths of the first {Count} samples below {_root} take 2 GiB, which is all that one data set holds; make several data sets of it, or shorten the paths.");
        }

        CollectionsMarshal.SetCount(_paths, start + bytes);
        return CollectionsMarshal.AsSpan(_paths)[start..];
    }

    private void AddRest(int? label, ReadOnlySpan<char> group)
    {
        _rows.Add(new Row { End = _paths.Count, Label = label ?? NoLabel, Group = group.IsEmpty ? NoGroup : NumberOf(group) });
    }

    private int NumberOf(ReadOnlySpan<char> group)
    {
        var numbers = (_groupNumbers ?? throw new InvalidOperationException("The table is complete.")).GetAlternateLookup<ReadOnlySpan<char>>();
        if (!numbers.TryGetValue(group, out var number))
        {
            number = _groupNames.Count;
            _groupNames.Add(group.ToString());
            numbers[group] = number;
        }

        return number;
    }

    // What is asked for together lies together: samples come in random order, and each place in memory is a wait.
    private struct Row
    {
        public int End;
        public int Label;
        public int Group;
    }
}
