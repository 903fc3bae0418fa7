namespace Lab.Onnx;

/// <summary>Adds the export to ONNX to an experiment.</summary>
public static class OnnxBuilderExtensions
{
    /// <summary>Adds the format <c>onnx</c> to the verb <c>export</c>. For models of images, Lab.Vision has an <c>OnnxExport</c> that knows the input by itself.</summary>
    /// <param name="builder">The experiment.</param>
    /// <param name="input">What the exported model takes, such as <c>_ => OnnxInput.Floats("points", 2)</c>.</param>
    /// <param name="configure">Changes the options of every export.</param>
    public static ExperimentBuilder<TSample, TInput, TOutput, TTarget> OnnxExport<TSample, TInput, TOutput, TTarget>(
        this ExperimentBuilder<TSample, TInput, TOutput, TTarget> builder, Func<ModelExport, OnnxInput> input, Action<OnnxExportOptions>? configure = null)
    {
        ArgumentNullException.ThrowIfNull(builder);
        ArgumentNullException.ThrowIfNull(input);
        return builder.Exporter("onnx", _ => new OnnxModelExporter(input, configure));
    }
}
