using System.Text.Json.Nodes;

namespace Lab.Analysis;

/// <summary>Colours that stay apart on screen, in print and for most colour-blind readers (Okabe and Ito 2008, darkened for white paper). A part of the data has one colour on the whole page.</summary>
internal static class Palette
{
    private static readonly string[] Colours = ["#1f6fb2", "#d5760f", "#158a65", "#b0568b", "#8a6d00", "#4b4fa8"];

    private static readonly string[] Parts = ["train", "validation", "test", "predict"];

    public static string Of(IReadOnlyList<string> series, int index)
    {
        var part = Array.IndexOf(Parts, series[index]);
        return Colours[(part >= 0 ? part : index) % Colours.Length];
    }

    public static void WriteLegend(HtmlWriter html, IReadOnlyList<string> series)
    {
        if (series.Count < 2)
        {
            return;
        }

        html.Markup("<p class=\"legend\">");
        for (var i = 0; i < series.Count; i++)
        {
            html.Add($"<span><b style=\"background:{Of(series, i)}\"></b>{series[i]}</span>");
        }

        html.Markup("</p>");
    }

    public static JsonArray Numbers(IEnumerable<double> values) => new([.. values.Select(value => double.IsFinite(value) ? (JsonNode?)value : null)]);
}
