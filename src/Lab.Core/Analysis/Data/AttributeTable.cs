namespace Lab.Analysis;

/// <summary>The values of one attribute in all parts of the data, as numbers; -1 for none.</summary>
internal sealed class AttributeTable
{
    /// <summary>More values than this are gathered as "others".</summary>
    private const int Most = 30;

    private AttributeTable(string name, IReadOnlyList<string> values, IReadOnlyList<int[]> codes) => (Name, Values, Codes) = (name, values, codes);

    public string Name { get; }

    public IReadOnlyList<string> Values { get; }

    /// <summary>A value's number for each sample, part by part.</summary>
    public IReadOnlyList<int[]> Codes { get; }

    public long[] Counts(int part)
    {
        var counts = new long[Values.Count];
        foreach (var code in Codes[part].Where(code => code >= 0))
        {
            counts[code]++;
        }

        return counts;
    }

    /// <summary>The attributes of all parts that have any.</summary>
    public static List<AttributeTable> Of<TSample>(IReadOnlyList<AnalysisPart<TSample>> parts, CancellationToken cancellation)
    {
        string[] names = [.. parts.SelectMany(part => part.Data.AttributeNames).Distinct(StringComparer.Ordinal)];
        return [.. names.Select(name => Of(name, [.. parts.Select(part => ValuesOf(part.Data, name, cancellation))])).Where(table => table.Values.Count > 0)];
    }

    private static AttributeTable Of(string name, IReadOnlyList<string?[]> parts)
    {
        // The commonest where there are many.
        var counts = parts.SelectMany(part => part).OfType<string>().CountBy(value => value, StringComparer.Ordinal).ToList();
        List<string> values = [.. counts.OrderByDescending(pair => pair.Value).Take(counts.Count > Most ? Most - 1 : Most).Select(pair => pair.Key)];
        values = [.. values.OrderBy(Place, Comparer<(double, int, string Name)>.Create((left, right) => (left.Item1, left.Item2).CompareTo((right.Item1, right.Item2)) is var order and not 0 ? order : string.CompareOrdinal(left.Name, right.Name)))];
        if (counts.Count > Most)
        {
            values.Add($"{counts.Count - Most + 1} others");
        }

        var codes = values.Index().ToDictionary(pair => pair.Item, pair => pair.Index, StringComparer.Ordinal);
        return new AttributeTable(name, values, [.. parts.Select(part => Array.ConvertAll(part, value => value is null ? -1 : codes.GetValueOrDefault(value, values.Count - 1)))]);
    }

    // By the first number in them, so that <30, 30-59 and 60+ stand as on a scale; else by name.
    private static (double Number, int Open, string Name) Place(string value)
    {
        var start = value.AsSpan().IndexOfAnyInRange('0', '9');
        var digits = start < 0 ? 0 : value.AsSpan(start).IndexOfAnyExceptInRange('0', '9');
        var text = start < 0 ? default : digits < 0 ? value.AsSpan(start) : value.AsSpan(start, digits);
        return (start < 0 ? double.PositiveInfinity : double.Parse(text, System.Globalization.CultureInfo.InvariantCulture), value.StartsWith('<') ? 0 : 1, value);
    }

    private static string?[] ValuesOf<TSample>(Dataset<TSample> data, string name, CancellationToken cancellation)
    {
        cancellation.ThrowIfCancellationRequested();
        var at = data.AttributeNames.ToList().IndexOf(name);
        var values = new string?[data.Count];
        for (var index = 0; at >= 0 && index < values.Length; index++)
        {
            var all = data.AttributesOf(index);
            values[index] = at < all.Count ? all[at] : null;
        }

        return values;
    }
}
