namespace Lab.Analysis;

/// <summary>Whether the parts that judge a model have the classes and attributes of the part that it learns from.</summary>
internal sealed class DriftAnalyzer<TSample> : Analyzer<TSample>
{
    public override IEnumerable<ReportSection> Analyze(AnalysisContext<TSample> context)
    {
        if (context.Parts is not [{ Phase: Phase.Train } train, _, ..])
        {
            yield break;
        }

        var rows = new List<DriftRow>();
        var tables = AttributeTable.Of(context.Parts, context.Cancellation);
        for (var part = 1; part < context.Parts.Count; part++)
        {
            var other = context.Parts[part];
            if (Counts(train.Data) is { } learnt && Counts(other.Data) is { } judged && learnt.Length == judged.Length)
            {
                rows.Add(new DriftRow("class", other.Name, Measures.PopulationStability(learnt, judged), double.NaN, learnt.Sum(), judged.Sum(), learnt.Length));
            }

            foreach (var table in tables.Where(table => table.Counts(0).Sum() > 0 && table.Counts(part).Sum() > 0))
            {
                rows.Add(new DriftRow(table.Name, other.Name, Measures.PopulationStability(table.Counts(0), table.Counts(part)), double.NaN, table.Counts(0).Sum(), table.Counts(part).Sum(), table.Values.Count));
            }
        }

        if (rows.Count > 0)
        {
            yield return DriftRow.Section("label-drift", "Drift of classes and attributes", rows, context.Options.LongestList);
        }
    }

    private static long[]? Counts(Dataset<TSample> data)
    {
        if (data.ClassNames is not { Count: > 0 } names)
        {
            return null;
        }

        var counts = new long[names.Count];
        for (var index = 0; index < data.Count; index++)
        {
            if (data.ClassOf(index) is { } label && (uint)label < (uint)counts.Length)
            {
                counts[label]++;
            }
        }

        return counts.Sum() > 0 ? counts : null;
    }
}
