using System.Text.Json.Nodes;

namespace Lab.Analysis;

/// <summary>A table of texts and numbers.</summary>
/// <param name="Columns">The headings.</param>
/// <param name="Rows">Each with a value per column: a text, a number, or null for none.</param>
public sealed record TableBlock(IReadOnlyList<string> Columns, IReadOnlyList<IReadOnlyList<object?>> Rows) : ReportBlock
{
    internal override string Kind => "table";

    internal override void WriteHtml(HtmlWriter html)
    {
        html.Markup("<div class=\"wide\"><table class=\"plain\"><thead><tr>");
        for (var column = 0; column < Columns.Count; column++)
        {
            html.Markup(IsNumeric(column) ? "<th class=\"n\">" : "<th>").Add($"{Columns[column]}").Markup("</th>");
        }

        html.Markup("</tr></thead><tbody>");
        foreach (var row in Rows)
        {
            html.Markup("<tr>");
            for (var column = 0; column < row.Count; column++)
            {
                html.Markup(IsNumeric(column) ? "<td class=\"n\">" : "<td>").Add($"{Text(row[column])}").Markup("</td>");
            }

            html.Markup("</tr>");
        }

        html.Markup("</tbody></table></div>");
    }

    internal override void WriteJson(JsonObject json)
    {
        json["columns"] = new JsonArray([.. Columns.Select(column => (JsonNode?)column)]);
        json["rows"] = new JsonArray([.. Rows.Select(row => (JsonNode)new JsonArray([.. row.Select(Node)]))]);
    }

    private static JsonNode? Node(object? value) => value switch
    {
        null => null,
        double number => double.IsFinite(number) ? number : null,
        int number => number,
        long number => number,
        _ => value.ToString(),
    };

    private static string Text(object? value) => value switch
    {
        double number => HtmlWriter.Number(number),
        int number => HtmlWriter.Number(number),
        long number => HtmlWriter.Number(number),
        _ => value?.ToString() ?? string.Empty,
    };

    private bool IsNumeric(int column) => Rows.Count > 0 && Rows.All(row => row[column] is double or int or long or null);
}
