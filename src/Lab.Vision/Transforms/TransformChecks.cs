namespace Lab.Vision;

/// <summary>Checks of what transforms are made with.</summary>
internal static class TransformChecks
{
    public static double Probability(double value, string name) =>
        value is >= 0 and <= 1 ? value : throw new ArgumentOutOfRangeException(name, value, "A probability lies between 0 and 1.");

    public static double AtLeastZero(double value, string name) =>
        value >= 0 && double.IsFinite(value) ? value : throw new ArgumentOutOfRangeException(name, value, "A strength is a finite number, at least 0.");

    public static double UpTo(double value, double highest, string name) =>
        value >= 0 && value <= highest ? value : throw new ArgumentOutOfRangeException(name, value, FormattableString.Invariant($"It lies between 0 and {highest}."));

    public static (double Low, double High) Range(double low, double high, double least, double most, string name) =>
        low >= least && low <= high && high <= most
            ? (low, high)
            : throw new ArgumentOutOfRangeException(name, FormattableString.Invariant($"{low} to {high}"), FormattableString.Invariant($"A range must be in order and within {least} to {most}."));
}
