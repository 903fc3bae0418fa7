using System.ComponentModel;
using System.Globalization;

namespace Lab;

/// <summary>A part of the model that is not trained, for the whole run or at its beginning.</summary>
/// <param name="Part">
/// The part: <c>backbone</c> for every stage but the head, a stage such as <c>stem</c> or <c>layer1</c>, the beginning of parameters' names at a dot, or a pattern such as <c>*.bn1</c>.
/// </param>
/// <param name="Duration">From the run's start for how long; null for the whole run.</param>
/// <remarks>As text: <c>backbone for 2 epochs</c>, <c>stem</c>.</remarks>
[TypeConverter(typeof(FreezeRuleConverter))]
public sealed record FreezeRule(string Part, Duration? Duration = null)
{
    private const string For = " for ";

    /// <summary>Reads a rule such as <c>backbone for 2 epochs</c>.</summary>
    /// <exception cref="FormatException">The text is no part, or what follows "for" is no duration.</exception>
    public static FreezeRule Parse(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        var words = text.Split(For, 2, StringSplitOptions.TrimEntries);
        if (words[0].Length == 0 || words[0].Contains(' ', StringComparison.Ordinal))
        {
            throw new FormatException($"'{text}' does not say what to freeze: write a part and, unless it is for the whole run, for how long, such as 'backbone for 2 epochs' or 'stem'.");
        }

        return new FreezeRule(words[0], words.Length == 2 ? Lab.Duration.Parse(words[1]) : null);
    }

    /// <inheritdoc/>
    public override string ToString() => Duration is { } duration ? $"{Part}{For}{duration}" : Part;
}

internal sealed class FreezeRuleConverter : TypeConverter
{
    public override bool CanConvertFrom(ITypeDescriptorContext? context, Type sourceType) => sourceType == typeof(string);

    public override object ConvertFrom(ITypeDescriptorContext? context, CultureInfo? culture, object value) => FreezeRule.Parse((string)value);
}
