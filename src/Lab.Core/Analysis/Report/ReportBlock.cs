using System.Text.Json.Nodes;

namespace Lab.Analysis;

/// <summary>A table, a chart or pictures: written into the page and, as the same figures, into the JSON.</summary>
public abstract record ReportBlock
{
    private protected ReportBlock()
    {
    }

    /// <summary>The heading, or null.</summary>
    public string? Title { get; init; }

    /// <summary>A line below: how to read it, a formula, its source.</summary>
    public string? Caption { get; init; }

    /// <summary>What the JSON calls this kind of block.</summary>
    internal abstract string Kind { get; }

    internal abstract void WriteHtml(HtmlWriter html);

    internal abstract void WriteJson(JsonObject json);
}
