using System.ComponentModel;
using System.Globalization;

namespace Lab.Optimization;

/// <summary>A part of the model that learns at a rate of its own.</summary>
/// <param name="Part">The part, in the words of <see cref="FreezeRule.Part"/>: <c>head</c>, <c>backbone</c>, a stage, the beginning of names, or a pattern.</param>
/// <param name="Scale">What the schedule's rate is multiplied by, at least 0.</param>
/// <remarks>As text: <c>head=10</c>.</remarks>
[TypeConverter(typeof(LearningRateScaleConverter))]
public sealed record LearningRateScale(string Part, double Scale)
{
    /// <summary>Reads a scale such as <c>head=10</c>.</summary>
    /// <exception cref="FormatException">The text is no part and number.</exception>
    public static LearningRateScale Parse(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        var words = text.Split('=', 2, StringSplitOptions.TrimEntries);
        return words.Length == 2 && words[0].Length > 0 && double.TryParse(words[1], NumberStyles.Float, CultureInfo.InvariantCulture, out var scale) && double.IsFinite(scale) && scale >= 0
            ? new LearningRateScale(words[0], scale)
            : throw new FormatException($"'{text}' is no part with a factor of at least 0: write it as 'head=10'.");
    }

    /// <inheritdoc/>
    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{Part}={Scale}");
}

internal sealed class LearningRateScaleConverter : TypeConverter
{
    public override bool CanConvertFrom(ITypeDescriptorContext? context, Type sourceType) => sourceType == typeof(string);

    public override object ConvertFrom(ITypeDescriptorContext? context, CultureInfo? culture, object value) => LearningRateScale.Parse((string)value);
}
