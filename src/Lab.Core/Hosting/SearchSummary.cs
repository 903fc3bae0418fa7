using System.Globalization;

namespace Lab.Hosting;

/// <summary>What an application prints at the end of a search.</summary>
internal static class SearchSummary
{
    private const int Rows = 20;
    private const int Width = 40;

    public static void Write(TextWriter output, LearningRateCurve curve, string? folder)
    {
        output.WriteLine();
        WriteChart(output, curve.Points);
        output.WriteLine(curve.Diverged ? "The loss diverged, so no higher rate was tried." : "The loss did not diverge up to the highest rate.");
        output.WriteLine(curve.Steepest is { } steepest
            ? string.Create(CultureInfo.InvariantCulture, $"Suggested: --learning-rate {steepest:0.0e-00}, where the loss falls fastest.")
            : "The loss fell nowhere, so there is no suggestion: try lower rates with --minimum-rate, more --search-steps, or look for the fault with --overfit-batches 1.");
        if (curve.TenthOfMinimum is { } tenth)
        {
            output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"A tenth of the rate with the lowest loss: {tenth:0.0e-00}."));
        }

        if (folder is not null)
        {
            output.WriteLine($"Every point: {Path.Combine(folder, "learning-rates.csv")}");
        }
    }

    public static void Write(TextWriter output, BatchSizeTrials trials)
    {
        output.WriteLine();
        output.WriteLine($"  {"batch size",10} {"samples/s",12} {"memory MiB",12}");
        foreach (var trial in trials.Trials.OrderBy(trial => trial.Size))
        {
            var speed = double.IsNaN(trial.SamplesPerSecond) ? "-" : trial.SamplesPerSecond.ToString("0.0", CultureInfo.InvariantCulture);
            output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"  {trial.Size,10} {speed,12} {trial.MemoryGrowth / 1048576.0,12:0}{(trial.Fits ? string.Empty : "  too large")}"));
        }

        output.WriteLine();
        output.WriteLine(trials is { Largest: { } largest, Fastest: { } fastest }
            ? $"Largest that fits: --batch-size {largest.Size}. Most samples per second: --batch-size {fastest.Size}."
            : "No size fits. Give more memory with --memory-limit, or try smaller sizes with --minimum-size.");
    }

    private static void WriteChart(TextWriter output, IReadOnlyList<LearningRatePoint> points)
    {
        if (points.Count == 0)
        {
            return;
        }

        var (lowest, highest) = (points.Min(point => point.Smoothed), points.Max(point => point.Smoothed));
        output.WriteLine($"  {"rate",9} {"loss",10} {"smoothed",10}");
        for (var row = 0; row < Math.Min(Rows, points.Count); row++)
        {
            var point = points[points.Count <= Rows ? row : row * (points.Count - 1) / (Rows - 1)];
            var bar = highest > lowest ? (int)Math.Round(Width * (point.Smoothed - lowest) / (highest - lowest)) : 0;
            output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"  {point.Rate,9:0.0e-00} {point.Loss,10:0.0000} {point.Smoothed,10:0.0000} {new string('#', bar)}").TrimEnd());
        }

        output.WriteLine();
    }
}
