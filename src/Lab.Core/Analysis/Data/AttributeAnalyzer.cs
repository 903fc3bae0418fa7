using System.Globalization;

namespace Lab.Analysis;

/// <summary>Counts of attributes and their relations.</summary>
internal sealed class AttributeAnalyzer<TSample> : Analyzer<TSample>
{
    private const int MostPairs = 10;
    private const double Strong = 0.3;

    public override IEnumerable<ReportSection> Analyze(AnalysisContext<TSample> context)
    {
        var tables = AttributeTable.Of(context.Parts, context.Cancellation);
        if (tables.Count == 0)
        {
            yield break;
        }

        int[] known = [.. Enumerable.Range(0, context.Parts.Count).Where(part => tables.Any(table => table.Codes[part].Any(code => code >= 0)))];
        string[] names = [.. known.Select(part => context.Parts[part].Name)];
        yield return new ReportSection("attributes", "Attributes")
        {
            Introduction = "What is known of each sample beside its class. Bars show shares of the part.",
            Blocks = [.. tables.Select(table => new BarChart(names, [.. table.Values.Select((value, code) => (value, (IReadOnlyList<double>)[.. known.Select(part => (double)table.Counts(part)[code])]))]) { Title = table.Name, AsShares = true })],
        };
        if (tables.Count > 1)
        {
            yield return Relations(context.Parts[known[0]].Name, known[0], tables);
        }
    }

    private static ReportSection Relations(string name, int part, List<AttributeTable> tables)
    {
        var pairs = tables.SelectMany((left, at) => tables.Skip(at + 1).Select(right => (left, right, Counts: Cross(left.Codes[part], right.Codes[part], left.Values.Count, right.Values.Count)))).ToList();
        var findings = pairs.Select(pair => (pair, V: Measures.CramersV(pair.Counts))).Where(pair => pair.V >= Strong).OrderByDescending(pair => pair.V).Take(3).Select(pair => new Finding(
            string.Create(CultureInfo.InvariantCulture, $"{pair.pair.left.Name} and {pair.pair.right.Name} hang together (Cramér's V {pair.V:0.00}): a model may learn one by the other."),
            "Look at metrics per attribute, and balance the pairs that are rare."));
        List<ReportBlock> blocks = [.. pairs.Take(MostPairs).Select(pair => new HeatMap(pair.left.Name, pair.right.Name, pair.left.Values, pair.right.Values, pair.Counts)
        {
            Title = $"{pair.left.Name} x {pair.right.Name}",
            Caption = string.Create(CultureInfo.InvariantCulture, $"Cramér's V {Measures.CramersV(pair.Counts):0.00}: 0 for no relation, 1 if each tells the other."),
        })];
        var empty = new List<Finding>();
        if (tables.Count > 2 && tables[0].Values.Count * tables[1].Values.Count <= 60)
        {
            var (first, second, third) = (tables[0], tables[1], tables[2]);
            int[] both = [.. first.Codes[part].Zip(second.Codes[part], (a, b) => a < 0 || b < 0 ? -1 : (a * second.Values.Count) + b)];
            string[] rows = [.. first.Values.SelectMany(a => second.Values.Select(b => $"{a}, {b}"))];
            var counts = Cross(both, third.Codes[part], rows.Length, third.Values.Count);
            blocks.Insert(0, new HeatMap($"{first.Name}, {second.Name}", third.Name, rows, third.Values, counts) { Title = $"{first.Name} x {second.Name} x {third.Name}" });
            string[] missing = [.. rows.SelectMany((row, at) => third.Values.Where((_, column) => counts[at][column] == 0).Select(value => $"{row}, {value}"))];
            if (missing.Length > 0 && missing.Length < rows.Length * third.Values.Count / 2)
            {
                empty.Add(new Finding($"{missing.Length} combinations of {first.Name}, {second.Name} and {third.Name} do not occur in the {name} data, such as {missing[0]}.", "Nothing can be said about them from this data."));
            }
        }

        return new ReportSection("relations", "Relations") { Introduction = $"How attributes occur together in the {name} data: the darker, the more samples.", Findings = [.. findings, .. empty], Blocks = blocks };
    }

    private static long[][] Cross(int[] left, int[] right, int rows, int columns)
    {
        long[][] counts = [.. Enumerable.Range(0, rows).Select(_ => new long[columns])];
        foreach (var (row, column) in left.Zip(right).Where(pair => pair is { First: >= 0, Second: >= 0 }))
        {
            counts[row][column]++;
        }

        return counts;
    }
}
