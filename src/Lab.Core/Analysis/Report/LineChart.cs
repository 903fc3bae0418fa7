using System.Text.Json.Nodes;

namespace Lab.Analysis;

/// <summary>Points that are joined by lines, over axes from 0 to 1, with the diagonal: a reliability diagram, for instance.</summary>
/// <param name="XAxis">What runs to the right.</param>
/// <param name="YAxis">What runs upwards.</param>
/// <param name="Series">The series: a name and points from 0 to 1, each with the number of samples behind it.</param>
public sealed record LineChart(string XAxis, string YAxis, IReadOnlyList<(string Name, IReadOnlyList<(double X, double Y, long Count)> Points)> Series) : ReportBlock
{
    private const int Side = 240;

    internal override string Kind => "lines";

    internal override void WriteHtml(HtmlWriter html)
    {
        string[] names = [.. Series.Select(one => one.Name)];
        Palette.WriteLegend(html, names);
        html.Add($"<svg viewBox=\"-34 -8 {Side + 44} {Side + 46}\" class=\"square\" role=\"img\" aria-label=\"{Title}\"><rect width=\"{Side}\" height=\"{Side}\" class=\"frame\"/><line x1=\"0\" y1=\"{Side}\" x2=\"{Side}\" y2=\"0\" class=\"ideal\"/>");
        for (var tick = 0; tick <= 4; tick++)
        {
            html.Add($"<text x=\"{Side * tick / 4}\" y=\"{Side + 15}\" text-anchor=\"middle\">{tick / 4.0}</text><text x=\"-6\" y=\"{Side - (Side * tick / 4) + 4}\" text-anchor=\"end\">{tick / 4.0}</text>");
        }

        for (var i = 0; i < Series.Count; i++)
        {
            var colour = Palette.Of(names, i);
            var most = Math.Max(1, Series[i].Points.Select(point => point.Count).DefaultIfEmpty(1).Max());
            var line = string.Join(' ', Series[i].Points.Select(point => FormattableString.Invariant($"{point.X * Side:0.#},{(1 - point.Y) * Side:0.#}")));
            html.Add($"<polyline points=\"{line}\" fill=\"none\" stroke=\"{colour}\" stroke-width=\"2\"/>");
            foreach (var (x, y, count) in Series[i].Points)
            {
                html.Add($"<circle cx=\"{x * Side:0.#}\" cy=\"{(1 - y) * Side:0.#}\" r=\"{2 + (6 * Math.Sqrt(count / (double)most)):0.#}\" fill=\"{colour}\"><title>{count} samples</title></circle>");
            }
        }

        html.Add($"<text x=\"{Side / 2}\" y=\"{Side + 32}\" text-anchor=\"middle\">{XAxis}</text></svg><p class=\"axisname\">upwards: {YAxis}</p>");
    }

    internal override void WriteJson(JsonObject json)
    {
        (json["x"], json["y"]) = (XAxis, YAxis);
        json["series"] = new JsonArray([.. Series.Select(one => (JsonNode)new JsonObject
        {
            ["name"] = one.Name,
            ["points"] = new JsonArray([.. one.Points.Select(point => (JsonNode)new JsonObject { ["x"] = point.X, ["y"] = point.Y, ["count"] = point.Count })]),
        })]);
    }
}
