namespace Lab.Optimization;

/// <summary>The curves that several schedules share. Between rates that are not negative neither is below 0 in rounded arithmetic.</summary>
internal static class Curves
{
    public static double Cosine(double from, double to, double progress) => to + ((from - to) / 2 * (1 + Math.Cos(Math.PI * progress)));

    public static double Linear(double from, double to, double progress) => from + ((to - from) * progress);
}
