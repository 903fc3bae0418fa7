using System.Text.Json.Nodes;

namespace Lab.Analysis;

/// <summary>An encoded picture that a browser shows.</summary>
/// <param name="Bytes">The file.</param>
/// <param name="MediaType">Its type, such as <c>image/jpeg</c>.</param>
/// <param name="Width">Its width in pixels.</param>
/// <param name="Height">Its height in pixels.</param>
public sealed record ReportPicture(byte[] Bytes, string MediaType, int Width, int Height);

/// <summary>A sample on the page.</summary>
/// <param name="Picture">What it looks like; null where it has no picture or it cannot be read.</param>
/// <param name="Caption">Its name.</param>
/// <param name="Details">Lines below, such as its class.</param>
public sealed record PictureItem(ReportPicture? Picture, string Caption, params IReadOnlyList<string> Details);

/// <summary>Rows of pictures, each under a heading: the samples of a class, or those that are alike.</summary>
/// <param name="Rows">The rows: a heading or null, and the pictures.</param>
public sealed record PictureGrid(IReadOnlyList<(string? Heading, IReadOnlyList<PictureItem> Items)> Rows) : ReportBlock
{
    /// <summary>Whether the captions are shown; they are in the tooltip in any case.</summary>
    public bool ShowCaptions { get; init; } = true;

    internal override string Kind => "pictures";

    internal override void WriteHtml(HtmlWriter html)
    {
        foreach (var (heading, items) in Rows)
        {
            html.Markup(ShowCaptions ? "<div class=\"pictures\">" : "<div class=\"pictures small\">");
            if (heading is not null)
            {
                html.Add($"<h4>{heading}</h4>");
            }

            html.Markup("<div class=\"row\">");
            foreach (var item in items)
            {
                html.Add($"<figure title=\"{item.Caption}\">");
                if (item.Picture is { } picture)
                {
                    html.Add($"<img loading=\"lazy\" width=\"{picture.Width}\" height=\"{picture.Height}\" alt=\"{item.Caption}\" src=\"data:{picture.MediaType};base64,{Convert.ToBase64String(picture.Bytes)}\">");
                }

                html.Markup("<figcaption>");
                if (ShowCaptions || item.Picture is null)
                {
                    html.Add($"<span class=\"name\">{item.Caption}</span>");
                }

                foreach (var detail in item.Details)
                {
                    html.Add($"<span>{detail}</span>");
                }

                html.Markup("</figcaption></figure>");
            }

            html.Markup("</div></div>");
        }
    }

    internal override void WriteJson(JsonObject json) => json["rows"] = new JsonArray([.. Rows.Select(row => (JsonNode)new JsonObject
    {
        ["heading"] = row.Heading,
        ["samples"] = new JsonArray([.. row.Items.Select(item => (JsonNode)new JsonObject { ["name"] = item.Caption, ["details"] = new JsonArray([.. item.Details.Select(detail => (JsonNode?)detail)]) })]),
    })]);
}
