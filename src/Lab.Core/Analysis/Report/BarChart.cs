using System.Text.Json.Nodes;

namespace Lab.Analysis;

/// <summary>Horizontal bars: a row per label, a bar per series.</summary>
/// <param name="Series">What the bars of a row are, such as the parts of the data.</param>
/// <param name="Items">The rows: a label, and a value per series, each not negative; NaN for none.</param>
public sealed record BarChart(IReadOnlyList<string> Series, IReadOnlyList<(string Label, IReadOnlyList<double> Values)> Items) : ReportBlock
{
    /// <summary>Whether bars show the share of their series and not the value, so that series of different size compare. The figures stand beside them in any case.</summary>
    public bool AsShares { get; init; }

    internal override string Kind => "bars";

    internal override void WriteHtml(HtmlWriter html)
    {
        double[] totals = [.. Series.Select((_, series) => Items.Sum(item => Finite(item.Values[series])))];
        double Length(double value, int series) => AsShares ? totals[series] > 0 ? Finite(value) / totals[series] : 0 : Finite(value);
        var longest = Math.Max(1e-12, Items.SelectMany(item => item.Values.Select(Length)).DefaultIfEmpty(0).Max());
        Palette.WriteLegend(html, Series);
        html.Markup("<table class=\"bars\">");
        foreach (var (label, values) in Items)
        {
            html.Add($"<tr><th scope=\"row\">{label}</th><td>");
            for (var series = 0; series < values.Count; series++)
            {
                html.Add($"<div class=\"bar\"><b style=\"width:{76 * Length(values[series], series) / longest:0.##}%;background:{Palette.Of(Series, series)}\"></b><span>{HtmlWriter.Number(values[series])}</span>");
                if (AsShares && totals[series] > 0)
                {
                    html.Add($"<i>{100 * Finite(values[series]) / totals[series]:0.0} %</i>");
                }

                html.Markup("</div>");
            }

            html.Markup("</td></tr>");
        }

        html.Markup("</table>");
    }

    internal override void WriteJson(JsonObject json)
    {
        json["series"] = new JsonArray([.. Series.Select(series => (JsonNode?)series)]);
        json["items"] = new JsonArray([.. Items.Select(item => (JsonNode)new JsonObject { ["label"] = item.Label, ["values"] = Palette.Numbers(item.Values) })]);
    }

    private static double Finite(double value) => double.IsFinite(value) ? value : 0;
}
