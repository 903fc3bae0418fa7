using System.Globalization;
using System.Text;

namespace Lab.Hooks;

/// <summary>What is known of a run, as tables in Markdown.</summary>
internal static class RunTables
{
    public static string Plan(RunInfo run)
    {
        var rows = new List<KeyValuePair<string, string>>
        {
            new("experiment", run.Experiment),
            new("phase", run.Phase.ToString().ToLowerInvariant()),
            new("device", run.Device),
            new("seed", run.Seed.ToString(CultureInfo.InvariantCulture)),
            new("parameters", Numbers.Whole(run.Parameters)),
            new("trained parameters", Numbers.Whole(run.TrainableParameters)),
        };
        if (run.Phase == Phase.Train)
        {
            rows.Add(new("length", run.Epochs is { } epochs ? $"{epochs} = {run.Steps}" : run.Steps.ToString()));
            rows.Add(new("one epoch", run.StepsPerEpoch.ToString()));
        }

        rows.Add(new("metrics", string.Join(", ", run.Metrics)));
        return Table("run", rows);
    }

    public static string Options(RunInfo run) => Table("option", run.Options);

    private static string Table(string heading, IEnumerable<KeyValuePair<string, string>> rows)
    {
        var table = new StringBuilder($"| {heading} | value |\n|---|---|\n");
        foreach (var (name, value) in rows)
        {
            table.Append("| ").Append(Cell(name)).Append(" | ").Append(Cell(value)).Append(" |\n");
        }

        return table.ToString();
    }

    private static string Cell(string text) => text.Replace("|", "\\|", StringComparison.Ordinal).ReplaceLineEndings(" ");
}
