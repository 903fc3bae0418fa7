namespace Lab.Optimization;

/// <summary>The curves that several schedules share.</summary>
internal static class Curves
{
    // Clamped, because the rounded sum of both ends may leave them by a last bit, below 0 too.
    public static double Cosine(double from, double to, double progress) =>
        Math.Clamp(to + ((from - to) / 2 * (1 + Math.Cos(Math.PI * progress))), Math.Min(from, to), Math.Max(from, to));

    public static double Linear(double from, double to, double progress) => Math.Clamp(from + ((to - from) * progress), Math.Min(from, to), Math.Max(from, to));
}
