using System.Globalization;

namespace Lab.Onnx;

/// <summary>The format <c>onnx</c> of the verb <c>export</c>.</summary>
/// <param name="input">What the exported model takes, for the model that is exported.</param>
/// <param name="configure">Changes the options of the export; what the file says of the run is in them.</param>
public class OnnxModelExporter(Func<ModelExport, OnnxInput> input, Action<OnnxExportOptions>? configure = null) : ModelExporter
{
    /// <inheritdoc/>
    public override string Extension => ".onnx";

    /// <inheritdoc/>
    public override IReadOnlyList<string> Export(ModelExport export, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(export);
        var options = new OnnxExportOptions { ClassNames = export.ClassNames };
        foreach (var (name, text) in export.Metadata)
        {
            options.Metadata[name] = text;
        }

        configure?.Invoke(options);
        var taken = input(export);
        var result = OnnxExporter.Export(export.Model, export.Path, taken, options, cancellation);
        return
        [
            $"takes  {taken.Description}",
            .. result.Outputs.Select(output => $"gives  {output}"),
            string.Create(CultureInfo.InvariantCulture, $"ONNX operator set {OnnxGraph.OperatorSet}, {result.Nodes} operations, {result.Bytes / 1e6:0.0} MB"),
            result.Difference switch
            {
                null => "not checked against the model: it holds an operation without a form in torch",
                0 => "checked on a random batch: the same numbers as the model's",
                { } difference => string.Create(CultureInfo.InvariantCulture, $"checked on a random batch: within {difference:0.0e0} of the largest number of the model"),
            },
        ];
    }
}
