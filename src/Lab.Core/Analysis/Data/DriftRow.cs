using System.Globalization;

namespace Lab.Analysis;

/// <summary>How far one feature of another part of the data lies from that of the training data.</summary>
/// <param name="Feature">The feature.</param>
/// <param name="Part">The other part.</param>
/// <param name="Stability">The population stability index.</param>
/// <param name="Distance">The Kolmogorov-Smirnov distance; NaN for what is no number.</param>
/// <param name="Learnt">Training samples behind it.</param>
/// <param name="Judged">Samples of the other part.</param>
/// <param name="Bins">Bins of the index.</param>
public sealed record DriftRow(string Feature, string Part, double Stability, double Distance, long Learnt, long Judged, int Bins)
{
    private const double Large = 0.25;
    private const double Noticeable = 0.1;

    /// <summary>About what the index is by chance alone, where nothing differs: <c>(bins - 1) * (1 / n + 1 / m)</c>.</summary>
    public double Chance => Math.Max(1, Bins - 1) * ((1.0 / Math.Max(1, Learnt)) + (1.0 / Math.Max(1, Judged)));

    /// <summary>A row for a feature that is a number.</summary>
    public static DriftRow Of(string feature, string part, IReadOnlyList<double> learnt, IReadOnlyList<double> judged)
    {
        ArgumentNullException.ThrowIfNull(learnt);
        ArgumentNullException.ThrowIfNull(judged);
        return new DriftRow(feature, part, Measures.PopulationStabilityOfValues(learnt, judged), Measures.KolmogorovSmirnov(learnt, judged), learnt.Count, judged.Count, 10);
    }

    /// <summary>A section of rows, with a finding for each feature that has shifted by more than chance explains.</summary>
    public static ReportSection Section(string id, string title, IReadOnlyList<DriftRow> rows, int longest)
    {
        ArgumentNullException.ThrowIfNull(rows);
        var shifted = rows.Where(row => row.Stability > Math.Max(Noticeable, 4 * row.Chance)).OrderByDescending(row => row.Stability).ToList();
        return new ReportSection(id, title)
        {
            Introduction = "Whether the other parts look like the training data. A model is judged fairly, and works in use, only on what is like what it learnt from.",
            Findings = [.. shifted.Take(5).Select(row => new Finding(
                string.Create(CultureInfo.InvariantCulture, $"{Capital(row.Feature)} differs between training and {row.Part} data (stability index {row.Stability:0.00})."),
                "Find out where the difference comes from; if it is real, make the training data alike by sampling or augmentation.",
                row.Stability > Large))],
            Blocks =
            [
                new TableBlock(
                    ["feature", "part", "stability index", "by chance", "Kolmogorov-Smirnov", ""],
                    [.. rows.OrderByDescending(row => row.Stability).Take(Math.Max(longest, 24)).Select(row => (IReadOnlyList<object?>)
                    [
                        row.Feature, row.Part, row.Stability, row.Chance, row.Distance, row.Stability > Math.Max(Large, 4 * row.Chance) ? "shift" : row.Stability > Math.Max(Noticeable, 4 * row.Chance) ? "some" : string.Empty,
                    ])])
                {
                    Caption = "Stability index: sum (a - e) ln(a / e) over shares of classes, values or deciles of the training data; below 0.1 is small, above 0.25 a shift. By chance: what it is on average where nothing differs. Kolmogorov-Smirnov: the largest difference of the distribution functions.",
                },
            ],
        };
    }

    private static string Capital(string text) => text.Length == 0 ? text : char.ToUpperInvariant(text[0]) + text[1..];
}
