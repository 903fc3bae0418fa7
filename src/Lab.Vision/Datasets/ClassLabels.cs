using System.Globalization;

namespace Lab.Vision;

/// <summary>The classes of a data set and the index of each label as it is written.</summary>
internal sealed class ClassLabels
{
    private readonly Dictionary<string, int> _indices = new(StringComparer.Ordinal);

    private ClassLabels(IReadOnlyList<string>? names)
    {
        Names = names;
        for (var index = 0; index < names?.Count; index++)
        {
            _indices[names[index]] = index;
        }
    }

    /// <summary>The names in index order, or null where there are no labels.</summary>
    public IReadOnlyList<string>? Names { get; }

    /// <summary>The classes of <paramref name="labels"/>, or the <paramref name="declared"/> ones.</summary>
    public static ClassLabels Of(IEnumerable<string> labels, IReadOnlyList<string>? declared)
    {
        if (declared is not null)
        {
            return new ClassLabels(declared);
        }

        var distinct = labels.Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal).ToArray();
        var numbers = distinct.Select(Number).ToArray();

        // 0 .. n-1 are indices already; in ordinal order 10 would come before 2. A number far above the count is a name, such as a year.
        return distinct.Length == 0 ? new ClassLabels(null)
            : numbers.All(number => number is not null) && numbers.Max() < 2 * distinct.Length
                ? new ClassLabels([.. Enumerable.Range(0, numbers.Max()!.Value + 1).Select(number => number.ToString(CultureInfo.InvariantCulture))])
                : new ClassLabels(distinct);
    }

    public int? IndexOf(string label) => _indices.TryGetValue(label, out var index) ? index : null;

    private static int? Number(string label) =>
        int.TryParse(label, NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number.ToString(CultureInfo.InvariantCulture) == label ? number : null;
}
