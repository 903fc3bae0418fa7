namespace Lab.Analysis;

/// <summary>The page of an <see cref="AnalysisReport"/>.</summary>
internal static class ReportPage
{
    public static string Write(AnalysisReport report)
    {
        var html = new HtmlWriter();
        html.Add($"<!doctype html>\n<html lang=\"en\"><head><meta charset=\"utf-8\"><meta name=\"viewport\" content=\"width=device-width,initial-scale=1\"><meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; img-src data:; style-src 'unsafe-inline'\"><title>{report.Title}</title><style>")
            .Markup(ReportStyle.Css)
            .Add($"</style></head><body><header><h1>{report.Title}</h1><p>{report.Subtitle}</p></header><nav>");
        foreach (var section in report.Sections)
        {
            html.Add($"<a href=\"#{section.Id}\">{section.Title}</a>");
        }

        html.Markup("</nav><main>");
        Summary(html, report);
        foreach (var section in report.Sections)
        {
            Section(html, section);
        }

        return html.Markup("</main></body></html>\n").ToString();
    }

    private static void Summary(HtmlWriter html, AnalysisReport report)
    {
        var findings = report.Sections.SelectMany(section => section.Findings.Select(finding => (section, finding))).OrderByDescending(pair => pair.finding.IsSerious).ToList();
        html.Markup("<section id=\"summary\"><h2>What stands out</h2>");
        if (findings.Count == 0)
        {
            html.Markup("<p>Nothing that asks for an answer.</p></section>");
            return;
        }

        html.Markup("<ul class=\"findings\">");
        foreach (var (section, finding) in findings)
        {
            html.Markup(finding.IsSerious ? "<li class=\"serious\">" : "<li>");
            Text(html, finding);
            html.Add($" <a href=\"#{section.Id}\">{section.Title}</a></li>");
        }

        html.Markup("</ul></section>");
    }

    private static void Section(HtmlWriter html, ReportSection section)
    {
        html.Add($"<section id=\"{section.Id}\"><h2>{section.Title}</h2>");
        if (section.Introduction is not null)
        {
            html.Add($"<p class=\"intro\">{section.Introduction}</p>");
        }

        foreach (var finding in section.Findings)
        {
            html.Markup(finding.IsSerious ? "<p class=\"note serious\">" : "<p class=\"note\">");
            Text(html, finding);
            html.Markup("</p>");
        }

        html.Markup("<div class=\"blocks\">");
        foreach (var block in section.Blocks)
        {
            html.Markup(block switch
            {
                Histogram or LineChart => "<div class=\"block half\">",
                HeatMap { Columns.Count: <= 6 } or TableBlock { Columns.Count: <= 5 } => "<div class=\"block fit\">",
                _ => "<div class=\"block\">",
            });
            if (block.Title is not null)
            {
                html.Add($"<h3>{block.Title}</h3>");
            }

            block.WriteHtml(html);
            if (block.Caption is not null)
            {
                html.Add($"<p class=\"caption\">{block.Caption}</p>");
            }

            html.Markup("</div>");
        }

        html.Markup("</div></section>");
    }

    private static void Text(HtmlWriter html, Finding finding)
    {
        html.Add($"{finding.Text}");
        if (finding.Remedy is not null)
        {
            html.Add($" <em>{finding.Remedy}</em>");
        }
    }
}
