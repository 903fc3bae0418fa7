using System.Collections;
using System.Diagnostics.CodeAnalysis;

namespace Lab;

/// <summary>The numbers of one pass, in the order in which they were produced: the loss first, then each metric's.</summary>
public sealed class MetricValues : IReadOnlyList<KeyValuePair<MetricKey, double>>
{
    private readonly List<KeyValuePair<MetricKey, double>> _values;

    /// <summary>The given numbers.</summary>
    public MetricValues(IEnumerable<KeyValuePair<MetricKey, double>> values) => _values = [.. values];

    /// <summary>No numbers.</summary>
    public static MetricValues Empty { get; } = new([]);

    /// <inheritdoc/>
    public int Count => _values.Count;

    /// <inheritdoc/>
    public KeyValuePair<MetricKey, double> this[int index] => _values[index];

    /// <summary>The number of a key.</summary>
    /// <exception cref="KeyNotFoundException">No metric produced it; the message lists what there is.</exception>
    public double this[MetricKey key] => TryGet(key, out var value)
        ? value
        : throw new KeyNotFoundException($"No metric produced '{key?.Name}'. There are: {string.Join(", ", _values.Select(entry => entry.Key.Name))}.");

    /// <summary>The number of a key, if there is one.</summary>
    public bool TryGet([NotNullWhen(true)] MetricKey? key, out double value)
    {
        foreach (var entry in _values)
        {
            if (entry.Key.Name == key?.Name)
            {
                value = entry.Value;
                return true;
            }
        }

        value = double.NaN;
        return false;
    }

    /// <inheritdoc/>
    public IEnumerator<KeyValuePair<MetricKey, double>> GetEnumerator() => _values.GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();
}
