using System.ComponentModel;
using System.Globalization;

namespace Lab;

/// <summary>An amount of memory or disk in bytes. As text: <c>2GB</c>, <c>1.5 GB</c>, <c>512 MB</c>, <c>4GiB</c>, or plain bytes.</summary>
/// <param name="Bytes">How many.</param>
[TypeConverter(typeof(ByteSizeConverter))]
public readonly record struct ByteSize(long Bytes)
{
    private static readonly (string Unit, long Bytes)[] Units =
    [
        ("B", 1), ("KB", 1_000), ("MB", 1_000_000), ("GB", 1_000_000_000), ("TB", 1_000_000_000_000),
        ("KiB", 1L << 10), ("MiB", 1L << 20), ("GiB", 1L << 30), ("TiB", 1L << 40),
    ];

    /// <summary>So many times 1,000,000 bytes.</summary>
    public static ByteSize FromMegabytes(double count) => new((long)(count * 1_000_000));

    /// <summary>So many times 1,000,000,000 bytes.</summary>
    public static ByteSize FromGigabytes(double count) => new((long)(count * 1_000_000_000));

    /// <summary>Reads a size such as <c>2GB</c>, <c>1.5 GB</c>, <c>512MB</c> (thousands), <c>4GiB</c> (1024s) or <c>4096</c>; units in any case.</summary>
    /// <exception cref="FormatException">The text is no number that is not negative, followed by a unit or nothing, or it is too large.</exception>
    public static ByteSize Parse(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        var trimmed = text.Trim();
        var digits = trimmed.TakeWhile(letter => char.IsAsciiDigit(letter) || letter == '.').Count();
        var name = trimmed[digits..].Trim();
        var unit = Array.Find(Units, unit => unit.Unit.Equals(name.Length == 0 ? "B" : name, StringComparison.OrdinalIgnoreCase)).Bytes;
        return unit > 0
            && decimal.TryParse(trimmed.AsSpan(0, digits), NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var count)
            && count <= (decimal)long.MaxValue / unit
            ? new ByteSize((long)(count * unit))
            : throw new FormatException($"'{text}' is no size: write a number and its unit, such as '2GB', '512MB', '4GiB' or plain bytes.");
    }

    /// <summary>The size with the largest unit of thousands that fits, such as "1.5GB"; rounded to three digits behind the point.</summary>
    public override string ToString()
    {
        var size = this;
        var (unit, bytes) = Units.TakeWhile(unit => unit.Unit.Length <= 2).LastOrDefault(unit => size.Bytes >= unit.Bytes, Units[0]);
        return string.Create(CultureInfo.InvariantCulture, $"{(decimal)Bytes / bytes:0.###}{unit}");
    }
}

internal sealed class ByteSizeConverter : TypeConverter
{
    public override bool CanConvertFrom(ITypeDescriptorContext? context, Type sourceType) => sourceType == typeof(string);

    public override object ConvertFrom(ITypeDescriptorContext? context, CultureInfo? culture, object value) => ByteSize.Parse((string)value);
}
