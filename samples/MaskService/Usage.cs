using System.Globalization;
using System.Text;
using System.Text.Encodings.Web;

namespace MaskService;

/// <summary>What the service says of itself.</summary>
internal static class Usage
{
    /// <summary>For who starts it without a model.</summary>
    public const string NoModel = """
        --model is missing: the service needs a bundle (or the folder of a run) to serve. To make one:

            dotnet run -c Release --project samples/MaskClassification -- train
            dotnet run -c Release --project samples/MaskClassification -- export --format bundle --file mask.bundle.safetensors
            dotnet run -c Release --project samples/MaskService -- --model mask.bundle.safetensors

        Further options: --urls http://127.0.0.1:5000, --flip true, --engine torch, --maximum-bytes 10000000, --maximum-requests 64.
        """;

    /// <summary>A page about the model, with a form to try it.</summary>
    /// <param name="predictor">The model.</param>
    /// <param name="address">Where the service was asked for the page, such as <c>http://localhost:5000</c>.</param>
    public static string Page(Predictor predictor, string address)
    {
        var html = new StringBuilder();
        html.Append("""
            <!doctype html><html lang="en"><meta charset="utf-8"><title>Mask service</title>
            <style>body{font:16px/1.5 system-ui;max-width:44rem;margin:2rem auto;padding:0 1rem}td{padding-right:2rem}pre{background:#eee;padding:1rem;overflow:auto}</style>
            <h1>Mask service</h1>
            <form method="post" action="predict" enctype="multipart/form-data"><input type="file" name="image" accept="image/*" required> <button>Predict</button></form>
            """);
        html.Append(CultureInfo.InvariantCulture, $"<pre>curl --data-binary @face.jpg -H \"Content-Type: image/jpeg\" \"{Text(address)}/predict?top=3\"</pre>");
        foreach (var head in predictor.Heads)
        {
            html.Append(CultureInfo.InvariantCulture, $"<h2>{Text(head.Name)}</h2><p>{Text(string.Join(", ", head.Labels))}</p>");
        }

        foreach (var model in predictor.Models)
        {
            html.Append("<h2>Model</h2><table>");
            foreach (var (name, value) in model.Origin)
            {
                html.Append(CultureInfo.InvariantCulture, $"<tr><td>{Text(name)}<td>{Text(value)}");
            }

            foreach (var (name, value) in model.Metrics)
            {
                html.Append(CultureInfo.InvariantCulture, $"<tr><td>{Text(name)}<td>{value:0.####}");
            }

            html.Append(CultureInfo.InvariantCulture, $"<tr><td>preprocessing<td>{Text(model.Preprocessing.ToString())}</table>");
        }

        return html.Append("</html>").ToString();
    }

    private static string Text(string text) => HtmlEncoder.Default.Encode(text);
}
