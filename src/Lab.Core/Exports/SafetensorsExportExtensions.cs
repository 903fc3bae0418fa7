namespace Lab;

/// <summary>Adds the export of safetensors to an experiment.</summary>
public static class SafetensorsExportExtensions
{
    /// <summary><c>export --format safetensors</c> writes a run's weights for Python and for other experiments.</summary>
    public static ExperimentBuilder<TSample, TInput, TOutput, TTarget> SafetensorsExport<TSample, TInput, TOutput, TTarget>(this ExperimentBuilder<TSample, TInput, TOutput, TTarget> builder)
    {
        ArgumentNullException.ThrowIfNull(builder);
        return builder.Options<SafetensorsExportOptions>().Exporter<SafetensorsExporter>("safetensors");
    }
}
