using System.Text.Json.Nodes;

namespace Lab.Analysis;

/// <summary>A cross table of counts, the larger the darker.</summary>
/// <param name="RowTitle">What the rows are.</param>
/// <param name="ColumnTitle">What the columns are.</param>
/// <param name="Rows">The names of the rows.</param>
/// <param name="Columns">The names of the columns.</param>
/// <param name="Counts">The counts, row by row.</param>
public sealed record HeatMap(string RowTitle, string ColumnTitle, IReadOnlyList<string> Rows, IReadOnlyList<string> Columns, IReadOnlyList<IReadOnlyList<long>> Counts) : ReportBlock
{
    /// <summary>Whether the shade is that of the share of the row, as in a confusion matrix of unlike classes, and not of the count.</summary>
    public bool ByRow { get; init; }

    internal override string Kind => "heatmap";

    internal override void WriteHtml(HtmlWriter html)
    {
        var most = Math.Max(1, Counts.SelectMany(row => row).DefaultIfEmpty(0).Max());
        html.Add($"<div class=\"wide\"><table class=\"heat\"><thead><tr><th class=\"corner\">{RowTitle} \\ {ColumnTitle}</th>");
        foreach (var column in Columns)
        {
            html.Markup(Columns.Count > 8 ? "<th scope=\"col\" class=\"up\">" : "<th scope=\"col\">").Add($"<span>{column}</span></th>");
        }

        html.Markup("<th class=\"sum\">all</th></tr></thead><tbody>");
        for (var row = 0; row < Rows.Count; row++)
        {
            var sum = Counts[row].Sum();
            html.Add($"<tr><th scope=\"row\">{Rows[row]}</th>");
            foreach (var count in Counts[row])
            {
                var shade = Math.Sqrt(count / (double)(ByRow ? Math.Max(1, sum) : most));
                html.Add($"<td style=\"background:rgba(31,111,178,{0.92 * shade:0.###});color:{(shade > 0.62 ? "#fff" : "#1c2530")}\">{HtmlWriter.Number(count)}</td>");
            }

            html.Add($"<td class=\"sum\">{HtmlWriter.Number(sum)}</td></tr>");
        }

        html.Markup("</tbody></table></div>");
    }

    internal override void WriteJson(JsonObject json)
    {
        (json["rowTitle"], json["columnTitle"]) = (RowTitle, ColumnTitle);
        json["rows"] = new JsonArray([.. Rows.Select(row => (JsonNode?)row)]);
        json["columns"] = new JsonArray([.. Columns.Select(column => (JsonNode?)column)]);
        json["counts"] = new JsonArray([.. Counts.Select(row => (JsonNode)new JsonArray([.. row.Select(count => (JsonNode?)count)]))]);
    }
}
