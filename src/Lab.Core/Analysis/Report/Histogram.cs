using System.Text.Json.Nodes;

namespace Lab.Analysis;

/// <summary>How values are spread: for each series a step line over bins, as shares, so that series of different size compare.</summary>
/// <param name="Edges">The borders of the bins, rising, one more than there are bins.</param>
/// <param name="Series">The series: a name and a count per bin.</param>
public sealed record Histogram(IReadOnlyList<double> Edges, IReadOnlyList<(string Name, IReadOnlyList<long> Counts)> Series) : ReportBlock
{
    private const int Width = 420;
    private const int Height = 150;
    private const int Bottom = 22;

    /// <summary>What is counted, below the axis.</summary>
    public string? Axis { get; init; }

    internal override string Kind => "histogram";

    /// <summary>Bins of equal width over all values; values outside <paramref name="low"/> and <paramref name="high"/> fall into the outermost bins.</summary>
    public static Histogram Of(IReadOnlyList<(string Name, IReadOnlyList<double> Values)> series, int bins = 32, double? low = null, double? high = null)
    {
        ArgumentNullException.ThrowIfNull(series);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(bins);
        var all = series.SelectMany(one => one.Values).DefaultIfEmpty(0);
        var (from, to) = (low ?? all.Min(), high ?? all.Max());
        to = to > from ? to : from + 1;
        double[] edges = [.. Enumerable.Range(0, bins + 1).Select(i => from + ((to - from) * i / bins))];
        return new Histogram(edges, [.. series.Select(one =>
        {
            var counts = new long[bins];
            foreach (var value in one.Values)
            {
                counts[Math.Clamp((int)((value - from) / (to - from) * bins), 0, bins - 1)]++;
            }

            return (one.Name, (IReadOnlyList<long>)counts);
        })]);
    }

    internal override void WriteHtml(HtmlWriter html)
    {
        string[] names = [.. Series.Select(one => one.Name)];
        Palette.WriteLegend(html, names);
        var shares = Series.Select(one => one.Counts.Select(count => count / (double)Math.Max(1, one.Counts.Sum())).ToArray()).ToList();
        var highest = Math.Max(1e-12, shares.SelectMany(one => one).DefaultIfEmpty(0).Max());
        var (from, to) = (Edges[0], Edges[^1]);
        double X(double value) => (value - from) / (to - from) * Width;
        html.Add($"<svg viewBox=\"-4 -4 {Width + 8} {Height + Bottom + 4}\" role=\"img\" aria-label=\"{Title}\"><line x1=\"0\" y1=\"{Height}\" x2=\"{Width}\" y2=\"{Height}\" class=\"axis\"/>");
        for (var i = 0; i < shares.Count; i++)
        {
            var line = string.Concat(shares[i].Select((share, bin) => FormattableString.Invariant($"L{X(Edges[bin]):0.#} {Height - (share / highest * (Height - 8)):0.#}L{X(Edges[bin + 1]):0.#} {Height - (share / highest * (Height - 8)):0.#}")));
            html.Add($"<path d=\"M0 {Height}{line}L{Width} {Height}\" fill=\"{Palette.Of(names, i)}\" fill-opacity=\"{(i == 0 ? 0.22 : 0.08):0.##}\" stroke=\"{Palette.Of(names, i)}\" stroke-width=\"1.6\"/>");
        }

        foreach (var tick in Ticks(from, to))
        {
            html.Add($"<text x=\"{X(tick):0.#}\" y=\"{Height + 15}\" text-anchor=\"middle\">{HtmlWriter.Number(tick)}</text>");
        }

        html.Markup("</svg>");
        if (Axis is not null)
        {
            html.Add($"<p class=\"axisname\">{Axis}</p>");
        }
    }

    internal override void WriteJson(JsonObject json)
    {
        json["axis"] = Axis;
        json["edges"] = Palette.Numbers(Edges);
        json["series"] = new JsonArray([.. Series.Select(one => (JsonNode)new JsonObject { ["name"] = one.Name, ["counts"] = new JsonArray([.. one.Counts.Select(count => (JsonNode?)count)]) })]);
    }

    // Round numbers, four to eight of them.
    internal static IEnumerable<double> Ticks(double from, double to)
    {
        var rough = (to - from) / 5;
        var unit = Math.Pow(10, Math.Floor(Math.Log10(rough)));
        var step = unit * (rough / unit >= 5 ? 5 : rough / unit >= 2 ? 2 : 1);
        for (var tick = Math.Ceiling(from / step) * step; tick <= to + (step * 1e-9); tick += step)
        {
            yield return Math.Abs(tick) < step * 1e-9 ? 0 : tick;
        }
    }
}
