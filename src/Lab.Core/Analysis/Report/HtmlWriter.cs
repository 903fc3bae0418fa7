using System.Globalization;
using System.Net;
using System.Text;

namespace Lab.Analysis;

/// <summary>Writes HTML. Whatever is filled into a template is escaped; only the template's own text is markup.</summary>
internal sealed class HtmlWriter
{
    private readonly StringBuilder _text = new();

    public HtmlWriter Markup(string literal)
    {
        _text.Append(literal);
        return this;
    }

    /// <summary>Appends a template whose holes are escaped; numbers are in the invariant culture.</summary>
    public HtmlWriter Add(FormattableString template)
    {
        _text.Append(string.Format(Escaping.Instance, template.Format, template.GetArguments()));
        return this;
    }

    public override string ToString() => _text.ToString();

    public static string Number(double value) =>
        double.IsNaN(value) ? "-"
        : Math.Abs(value) >= 1000 ? value.ToString("N0", CultureInfo.InvariantCulture)
        : value == Math.Truncate(value) ? value.ToString("0", CultureInfo.InvariantCulture)
        : Math.Abs(value) >= 10 ? value.ToString("0.0", CultureInfo.InvariantCulture)
        : value.ToString("0.###", CultureInfo.InvariantCulture);

    private sealed class Escaping : IFormatProvider, ICustomFormatter
    {
        public static Escaping Instance { get; } = new();

        public object? GetFormat(Type? formatType) => formatType == typeof(ICustomFormatter) ? this : null;

        public string Format(string? format, object? arg, IFormatProvider? formatProvider) => WebUtility.HtmlEncode(arg switch
        {
            null => string.Empty,
            double number when format is null => number.ToString("0.##", CultureInfo.InvariantCulture),
            IFormattable value => value.ToString(format, CultureInfo.InvariantCulture),
            _ => Visible(arg.ToString() ?? string.Empty),
        });

        // Control characters and halves of surrogate pairs are no HTML.
        private static string Visible(string text) =>
            string.Concat(text.EnumerateRunes().Select(rune => Rune.IsControl(rune) && rune.Value != '\n' ? "\uFFFD" : rune.ToString()));
    }
}
