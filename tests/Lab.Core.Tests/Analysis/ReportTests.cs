using System.Text.RegularExpressions;
using Lab.Analysis;

namespace Lab.Tests.Analysis;

public sealed class ReportTests
{
    private const string Hostile = "<script>alert('x')</script>\"&'\u0001\uD800{0}";

    [Test]
    public void Whatever_names_say_the_page_holds_no_markup_of_theirs()
    {
        var html = Everything(Hostile).ToHtml();

        Assert.That(html, Does.Not.Contain("<script").IgnoreCase.And.Not.Contain("alert('x')"));
        Assert.That(html, Does.Contain("&lt;script&gt;"));
        Assert.That(html.Any(char.IsSurrogate), Is.False);
        Assert.That(html.Contains('\u0001', StringComparison.Ordinal), Is.False);
    }

    [Test]
    public void The_page_asks_nobody_for_anything()
    {
        var html = Everything("a").ToHtml();

        Assert.That(Regex.Matches(html, "(?:src|href)=\"([^\"]*)\"").Select(match => match.Groups[1].Value), Has.All.Match("^(data:image/|#)"));
        Assert.That(html, Does.Not.Contain("http://").And.Not.Contain("https://").And.Not.Contain("@import").And.Not.Contain("url("));
        Assert.That(html, Does.Contain("Content-Security-Policy"));
    }

    [Test]
    public void Tags_are_closed_in_order()
    {
        var html = Regex.Replace(Everything("a < b").ToHtml(), "(?s)<style>.*?</style>", string.Empty);
        var open = new Stack<string>();
        foreach (var tag in Regex.Matches(html, @"<(/?)([a-z0-9]+)(?:\s[^<>]*?)?(/?)>").Where(tag => !new[] { "meta", "img" }.Contains(tag.Groups[2].Value)))
        {
            if (tag.Groups[1].Value == "/")
            {
                Assert.That(open.Pop(), Is.EqualTo(tag.Groups[2].Value), html[Math.Max(0, tag.Index - 60)..tag.Index]);
            }
            else if (tag.Groups[3].Value.Length == 0)
            {
                open.Push(tag.Groups[2].Value);
            }
        }

        Assert.That(open, Is.Empty);
    }

    [Test]
    public void The_json_has_the_figures_of_the_page()
    {
        var json = Everything("a").ToJson();
        var blocks = json["sections"]![0]!["blocks"]!.AsArray();

        Assert.That(blocks.Select(block => block!["type"]!.GetValue<string>()), Is.EqualTo(new[] { "table", "bars", "histogram", "heatmap", "lines", "pictures" }));
        Assert.That(blocks[0]!["rows"]![0]![1]!.GetValue<double>(), Is.EqualTo(1.5));
        Assert.That(blocks[3]!["counts"]!.ToJsonString(), Is.EqualTo("[[3]]"));
        Assert.That(json["sections"]![0]!["findings"]![0]!["remedy"]!.GetValue<string>(), Is.EqualTo("do a"));
    }

    [Test]
    public void A_report_of_nothing_says_so() => Assert.That(new AnalysisReport("t", "s", []).ToHtml(), Does.Contain("Nothing that asks for an answer"));

    [Test]
    public void Histograms_of_no_one_and_the_same_values_have_bins()
    {
        Assert.That(Histogram.Of([("a", [])]).Series[0].Counts.Sum(), Is.Zero);
        Assert.That(Histogram.Of([("a", [5, 5, 5])], bins: 4).Series[0].Counts, Is.EqualTo(new long[] { 3, 0, 0, 0 }));
        Assert.That(Histogram.Of([("a", [0, 1, 2, 3, 4])], bins: 4).Series[0].Counts, Is.EqualTo(new long[] { 1, 1, 1, 2 }));
        Assert.That(Histogram.Of([("a", [-9, 300])], bins: 2, low: 0, high: 255).Series[0].Counts, Is.EqualTo(new long[] { 1, 1 }), "what lies outside falls into the outermost bins");
    }

    private static AnalysisReport Everything(string name) => new(name, name,
    [
        new ReportSection("one", name)
        {
            Introduction = name,
            Findings = [new Finding(name, $"do {name}", IsSerious: true)],
            Blocks =
            [
                new TableBlock([name, "n"], [[name, 1.5], [null, double.NaN]]) { Title = name, Caption = name },
                new BarChart(["train", name], [(name, [1, double.NaN])]) { AsShares = true },
                Histogram.Of([(name, [1, 2]), ("b", [3])]) with { Axis = name, Title = name },
                new HeatMap(name, name, [name], [name], [[3L]]),
                new LineChart(name, name, [(name, [(0.5, 0.4, 3)])]) { Title = name },
                new PictureGrid([(name, [new PictureItem(new ReportPicture([1, 2], "image/jpeg", 3, 4), name, name), new PictureItem(null, name)])]),
            ],
        },
    ]);
}
