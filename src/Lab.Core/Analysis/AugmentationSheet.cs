using System.Globalization;
using System.Net;
using System.Text;
using Lab.Checkpoints;

namespace Lab.Analysis;

/// <summary>A contact sheet: some training samples, and beside each what the first epochs of a run with this seed make of it.</summary>
internal static class AugmentationSheet
{
    /// <summary>What the page is called in a folder.</summary>
    public const string FileName = "augmentations.html";

    private const int Epochs = 7;

    public static void Write<TSample>(
        string path, string experiment, Dataset<TSample> data, IAugmentationPreview<TSample> preview, int samples, long seed, CancellationToken cancellation)
    {
        var page = new StringBuilder();
        page.Append("<!doctype html><html lang=\"en\"><head><meta charset=\"utf-8\"><title>").Append(Text($"Augmentations of {experiment}")).Append("</title><style>")
            .Append("body{font:14px/1.45 system-ui,sans-serif;margin:2rem auto;padding:0 1.5rem;color:#222;max-width:110rem}h1{font-size:1.5rem}p{max-width:60rem;color:#555}")
            .Append(".row{display:grid;grid-template-columns:repeat(8,minmax(7rem,1fr));gap:.7rem;padding:1rem 0;border-top:1px solid #ddd;break-inside:avoid}")
            .Append("figure{margin:0}img{width:100%;image-rendering:auto;border-radius:3px;display:block}figure.original img{outline:3px solid #3b6ea5;outline-offset:1px}")
            .Append("figcaption{font-size:.68rem;line-height:1.35;color:#555;margin-top:.3rem;overflow-wrap:anywhere}figcaption b{color:#222;font-size:.75rem}.fault{color:#a33}")
            .Append("</style></head><body><h1>").Append(Text($"Augmentations of {experiment}")).Append("</h1><p>")
            .Append(Text($"Left the sample as it is stored; then what epochs 1 to {Epochs} of a training with seed {seed} see of it, with the operations and their parameters. Mixup and CutMix, which mix the samples of a batch, are not shown."))
            .Append("</p>");
        foreach (var index in Choose(data.Count, samples, seed))
        {
            cancellation.ThrowIfCancellationRequested();
            AppendRow(page, data, index, preview, seed);
        }

        page.Append("</body></html>");
        AtomicFile.WriteAllText(path, page.ToString());
    }

    // Different ones of the whole data set, the same for the same seed.
    internal static IReadOnlyList<int> Choose(int count, int samples, long seed)
    {
        var random = RandomKey.FromSeed(seed).Derive("augmentations").CreateRandom();
        var chosen = new SortedSet<int>();
        while (chosen.Count < Math.Min(samples, count))
        {
            chosen.Add(random.NextInt32(0, count));
        }

        return [.. chosen];
    }

    private static void AppendRow<TSample>(StringBuilder page, Dataset<TSample> data, int index, IAugmentationPreview<TSample> preview, long seed)
    {
        page.Append("<div class=\"row\">");
        try
        {
            var sample = data[index];
            AppendFigure(page, "original", $"sample {index.ToString(CultureInfo.InvariantCulture)}", preview.Original(sample));
            for (var epoch = 1; epoch <= Epochs; epoch++)
            {
                var key = DatasetKeys.OfSample(RandomKey.FromSeed(seed), epoch, index);
                AppendFigure(page, "augmented", $"epoch {epoch.ToString(CultureInfo.InvariantCulture)}", preview.Augmented(sample, key));
            }
        }
        catch (UnreadableSampleException fault)
        {
            page.Append("<p class=\"fault\">").Append(Text($"Sample {index} cannot be read. {fault.Message}")).Append("</p>");
        }

        page.Append("</div>");
    }

    private static void AppendFigure(StringBuilder page, string kind, string title, SamplePreview preview) => page
        .Append(CultureInfo.InvariantCulture, $"<figure class=\"{kind}\"><img alt=\"{Text(title)}\" src=\"data:image/png;base64,{Convert.ToBase64String(preview.Png.Span)}\"><figcaption><b>{Text(title)}</b><br>")
        .AppendJoin("<br>", preview.Caption.Select(Text))
        .Append("</figcaption></figure>");

    private static string Text(string value) => WebUtility.HtmlEncode(value);
}
