namespace Lab.Tests.Metrics;

/// <summary>The reference's case: 997 samples of 18 classes, two of them in no target, one never predicted.</summary>
internal static class SkewedCase
{
    public const int Samples = 997;
    public const int Classes = 18;

    public static IReadOnlyList<string> ClassNames { get; } = [.. Enumerable.Range(0, Classes).Select(i => $"c{i}")];

    public static long[] Targets { get; } = MakeTargets();

    public static double[] Scores { get; } = MakeScores();

    /// <summary>The scores and targets of some samples.</summary>
    public static (Tensor Output, Tensor Target) Batch(int start = 0, int count = Samples) =>
    (
        torch.tensor(Scores[(start * Classes)..((start + count) * Classes)], [count, Classes]),
        torch.tensor(Targets[start..(start + count)])
    );

    private static long[] MakeTargets()
    {
        return [.. FormulaNumbers.U01("metric/target", Samples).Select(u => Math.Min((long)(u * u * 17), 16) is var target && target == 15 ? 14 : target)];
    }

    private static double[] MakeScores()
    {
        var scores = FormulaNumbers.U01("metric/score", Samples * Classes).Select(u => (2 * u) - 1).ToArray();
        var help = FormulaNumbers.U01("metric/help", Samples);
        for (var i = 0; i < Samples; i++)
        {
            scores[(i * Classes) + Targets[i]] += 1.6 * help[i];
            scores[(i * Classes) + 16] -= 10;
        }

        return scores;
    }
}
