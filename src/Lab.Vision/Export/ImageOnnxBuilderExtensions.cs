namespace Lab.Vision;

/// <summary>Adds the export to ONNX to an experiment with images.</summary>
public static class ImageOnnxBuilderExtensions
{
    /// <summary>Adds the format <c>onnx</c> to the verb <c>export</c>; the preparation of images becomes part of the file, as the experiment's collator does it.</summary>
    /// <param name="builder">The experiment, whose collator is an <see cref="ImageCollator{TSample, TTarget}"/>.</param>
    /// <param name="configure">Defaults of this experiment.</param>
    public static ExperimentBuilder<TSample, TInput, TOutput, TTarget> OnnxExport<TSample, TInput, TOutput, TTarget>(
        this ExperimentBuilder<TSample, TInput, TOutput, TTarget> builder, Action<ImageOnnxOptions>? configure = null)
    {
        ArgumentNullException.ThrowIfNull(builder);
        return builder.Options(configure).Exporter<ImageOnnxExporter>("onnx");
    }
}
