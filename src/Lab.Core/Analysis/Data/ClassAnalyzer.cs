using System.Globalization;

namespace Lab.Analysis;

/// <summary>How often each class occurs, and how uneven that is.</summary>
internal sealed class ClassAnalyzer<TSample> : Analyzer<TSample>
{
    private const double Uneven = 3;
    private const int Few = 20;

    public override IEnumerable<ReportSection> Analyze(AnalysisContext<TSample> context)
    {
        var parts = context.Parts.Where(part => part.Data.ClassNames is { Count: > 0 })
            .Select(part => (part.Name, Names: part.Data.ClassNames!, Counts: CountsOf(part.Data, context.Cancellation)))
            .Where(part => part.Counts.Sum() > 0)
            .ToList();
        if (parts.Count == 0)
        {
            yield break;
        }

        // Parts may differ in their classes; start-up refuses to train on that, the page still shows it.
        string[] names = [.. parts.SelectMany(part => part.Names).Distinct(StringComparer.Ordinal)];
        yield return new ReportSection("classes", "Classes")
        {
            Introduction = "Bars show the share of each class in its part of the data; the figures are samples.",
            Findings = [.. parts.Take(1).SelectMany(part => Findings(part.Name, part.Names, part.Counts))],
            Blocks =
            [
                new BarChart([.. parts.Select(part => part.Name)], [.. names.Select(name => (name, (IReadOnlyList<double>)[.. parts.Select(part => Count(part, name))]))]) { Title = "Samples of each class", AsShares = true },
                new TableBlock(
                    ["part", "classes that occur", "commonest", "its share", "largest / smallest", "normalised entropy", "effective classes"],
                    [.. parts.Select(part => (IReadOnlyList<object?>)
                    [
                        part.Name,
                        part.Counts.Count(count => count > 0),
                        part.Names[Array.IndexOf(part.Counts, part.Counts.Max())],
                        (double)part.Counts.Max() / part.Counts.Sum(),
                        (double)part.Counts.Max() / part.Counts.Where(count => count > 0).Min(),
                        Measures.NormalisedEntropy(part.Counts),
                        Measures.EffectiveClasses(part.Counts),
                    ])])
                {
                    Title = "Imbalance",
                    Caption = "The share of the commonest class is the accuracy of always answering it. Largest / smallest compares the classes that occur. Normalised entropy is -sum p ln p / ln C: 1 where all C classes are alike. Effective classes is exp(-sum p ln p).",
                },
            ],
        };
    }

    private static double Count((string Name, IReadOnlyList<string> Names, long[] Counts) part, string name)
    {
        var index = part.Names.ToList().IndexOf(name);
        return index < 0 ? double.NaN : part.Counts[index];
    }

    private static long[] CountsOf(Dataset<TSample> data, CancellationToken cancellation)
    {
        cancellation.ThrowIfCancellationRequested();
        var counts = new long[data.ClassNames!.Count];
        for (var index = 0; index < data.Count; index++)
        {
            if (data.ClassOf(index) is { } label && (uint)label < (uint)counts.Length)
            {
                counts[label]++;
            }
        }

        return counts;
    }

    private static IEnumerable<Finding> Findings(string part, IReadOnlyList<string> names, long[] counts)
    {
        string[] absent = [.. names.Where((_, index) => counts[index] == 0)];
        if (absent.Length > 0)
        {
            yield return new Finding(
                $"The {part} data has no sample of {string.Join(", ", absent.Take(5))}{(absent.Length > 5 ? $" and {absent.Length - 5} more classes" : string.Empty)}.",
                "A model cannot learn what it never sees, and macro averages count it as 0: add samples, or leave the class out.");
        }

        var (common, rare) = (Array.IndexOf(counts, counts.Max()), Array.IndexOf(counts, counts.Where(count => count > 0).Min()));
        var ratio = (double)counts[common] / counts[rare];
        if (ratio >= Uneven)
        {
            var rarity = names.Count > 2 ? $" The {names.Count} classes are as even as {HtmlWriter.Number(Math.Round(Measures.EffectiveClasses(counts), 1))} of equal size would be." : string.Empty;
            yield return new Finding(
                string.Create(CultureInfo.InvariantCulture, $"In the {part} data, {names[common]} is {ratio:0.#} times as common as {names[rare]} ({counts[common]:N0} to {counts[rare]:N0}).{rarity}"),
                "--sampler class-balanced (or --class-balance 0.5, half of the way), class weights or a focal loss answer that; macro F1 and balanced accuracy show it, accuracy hides it.");
        }

        string[] few = [.. names.Where((_, index) => counts[index] is > 0 and < Few)];
        if (few.Length > 0)
        {
            yield return new Finding(
                $"{few.Length} {(few.Length == 1 ? "class has" : "classes have")} fewer than {Few} training samples: {string.Join(", ", few.Take(5))}{(few.Length > 5 ? ", ..." : string.Empty)}.",
                "Metrics of such a class hang on single samples: compare runs over folds (--folds 5), not one split.");
        }
    }
}
