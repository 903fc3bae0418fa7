using System.Globalization;

namespace Lab.Hooks;

/// <summary>Numbers as people read them, the same in every culture.</summary>
internal static class Numbers
{
    public static string Short(double value) => value.ToString("g4", CultureInfo.InvariantCulture);

    public static string Whole(long value) => value.ToString("N0", CultureInfo.InvariantCulture);

    public static string Rate(double count, TimeSpan time) => time > TimeSpan.Zero ? (count / time.TotalSeconds).ToString(count < 10 * time.TotalSeconds ? "0.#" : "0", CultureInfo.InvariantCulture) : "?";

    public static string Percent(TimeSpan part, TimeSpan whole) => whole > TimeSpan.Zero ? (100 * (part / whole)).ToString("0", CultureInfo.InvariantCulture) : "0";

    /// <summary>Hours, minutes and seconds; days count as hours.</summary>
    public static string Clock(TimeSpan time) => string.Create(CultureInfo.InvariantCulture, $"{(long)time.TotalHours}:{time.Minutes:00}:{time.Seconds:00}");
}
