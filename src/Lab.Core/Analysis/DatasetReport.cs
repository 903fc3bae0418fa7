using System.Globalization;
using System.Net;
using System.Text;
using Lab.Checkpoints;

namespace Lab.Analysis;

/// <summary>A self-contained page about the data of an experiment: sizes, classes, groups, and what stands out.</summary>
internal static class DatasetReport
{
    public static void Write<TSample>(string path, string experiment, DataSplits<TSample> splits, CancellationToken cancellation)
    {
        var page = new StringBuilder();
        page.Append("<!doctype html><html lang=\"en\"><head><meta charset=\"utf-8\"><title>").Append(Text($"Data of {experiment}")).Append("</title><style>")
            .Append("body{font:15px/1.5 system-ui,sans-serif;max-width:60rem;margin:2rem auto;padding:0 1rem;color:#222}h2{margin-top:2rem}table{border-collapse:collapse}")
            .Append("td,th{padding:.15rem .6rem;text-align:left}td.n{text-align:right;font-variant-numeric:tabular-nums}svg rect{fill:#3b6ea5}.note{background:#fff6dd;padding:.5rem 1rem;border-left:4px solid #e0b030}")
            .Append("</style></head><body><h1>").Append(Text($"Data of {experiment}")).Append("</h1>");
        foreach (var phase in Enum.GetValues<Phase>())
        {
            if (splits.For(phase) is { } data)
            {
                cancellation.ThrowIfCancellationRequested();
                AppendSplit(page, phase, DatasetCounts.Of(data, cancellation));
            }
        }

        page.Append("</body></html>");
        AtomicFile.WriteAllText(path, page.ToString());
    }

    private static void AppendSplit(StringBuilder page, Phase phase, DatasetCounts counts)
    {
        page.Append(CultureInfo.InvariantCulture, $"<h2>{Text(phase.ToString())}</h2><table>")
            .Append(CultureInfo.InvariantCulture, $"<tr><td>samples</td><td class=\"n\">{counts.Samples}</td></tr>")
            .Append(CultureInfo.InvariantCulture, $"<tr><td>without a class</td><td class=\"n\">{counts.Unlabelled}</td></tr>");
        if (counts.Groups > 0)
        {
            page.Append(CultureInfo.InvariantCulture, $"<tr><td>groups</td><td class=\"n\">{counts.Groups}</td></tr><tr><td>samples of the largest group</td><td class=\"n\">{counts.LargestGroup}</td></tr>");
        }

        page.Append("</table>");
        foreach (var note in counts.Notes())
        {
            page.Append("<p class=\"note\">").Append(Text(note)).Append("</p>");
        }

        if (counts.Classes.Count > 0 && counts.Unlabelled < counts.Samples)
        {
            AppendBars(page, counts.Classes);
        }
    }

    private static void AppendBars(StringBuilder page, IReadOnlyList<(string Name, int Count)> classes)
    {
        const int Row = 24;
        var largest = Math.Max(1, classes.Max(entry => entry.Count));
        page.Append(CultureInfo.InvariantCulture, $"<h3>Samples of each class</h3><svg width=\"860\" height=\"{classes.Count * Row}\" role=\"img\">");
        for (var i = 0; i < classes.Count; i++)
        {
            var (name, count) = classes[i];
            var width = 480.0 * count / largest;
            page.Append(CultureInfo.InvariantCulture, $"<text x=\"290\" y=\"{(i * Row) + 16}\" text-anchor=\"end\">{Text(name)}</text><rect x=\"300\" y=\"{(i * Row) + 4}\" width=\"{width:0.#}\" height=\"{Row - 8}\"/>")
                .Append(CultureInfo.InvariantCulture, $"<text x=\"{306 + width:0.#}\" y=\"{(i * Row) + 16}\">{count}</text>");
        }

        page.Append("</svg>");
    }

    private static string Text(string value) => WebUtility.HtmlEncode(value);
}
