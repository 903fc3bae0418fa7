using System.ComponentModel;
using System.Globalization;

namespace Lab;

/// <summary>A number of a phase that a hook waits for. As text: <c>validation/macro_f1</c>.</summary>
/// <param name="Phase">The phase that produces it.</param>
/// <param name="Metric">The metric's name within the phase.</param>
[TypeConverter(typeof(MonitoredMetricConverter))]
public readonly record struct MonitoredMetric(Phase Phase, string Metric)
{
    /// <summary>The number of a typed key.</summary>
    public MonitoredMetric(Phase phase, MetricKey key)
        : this(phase, (key ?? throw new ArgumentNullException(nameof(key))).Name)
    {
    }

    /// <summary>Reads <c>phase/metric</c>, such as <c>validation/loss</c>.</summary>
    /// <exception cref="FormatException">The text does not start with a phase that reports numbers during a fit.</exception>
    public static MonitoredMetric Parse(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        var slash = text.IndexOf('/', StringComparison.Ordinal);
        if (slash > 0 && slash < text.Length - 1 && Enum.TryParse<Phase>(text[..slash], ignoreCase: true, out var phase) && phase is Phase.Train or Phase.Validation or Phase.Average)
        {
            return new MonitoredMetric(phase, text[(slash + 1)..]);
        }

        throw new FormatException($"'{text}' names no metric: write phase/metric, such as 'validation/loss' or 'train/loss'.");
    }

    /// <inheritdoc/>
    public override string ToString() => $"{Phase.ToString().ToLowerInvariant()}/{Metric}";
}

internal sealed class MonitoredMetricConverter : TypeConverter
{
    public override bool CanConvertFrom(ITypeDescriptorContext? context, Type sourceType) => sourceType == typeof(string);

    public override object ConvertFrom(ITypeDescriptorContext? context, CultureInfo? culture, object value) => MonitoredMetric.Parse((string)value);
}
