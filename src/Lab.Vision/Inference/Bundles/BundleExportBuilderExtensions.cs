namespace Lab.Vision;

/// <summary>Adds the format of bundles to an experiment.</summary>
public static class BundleExportBuilderExtensions
{
    /// <summary>Adds <c>export --format bundle</c>: one file for a <see cref="Predictor"/>.</summary>
    public static ExperimentBuilder<TSample, TInput, TOutput, TTarget> BundleExport<TSample, TInput, TOutput, TTarget>(this ExperimentBuilder<TSample, TInput, TOutput, TTarget> lab)
    {
        ArgumentNullException.ThrowIfNull(lab);
        return lab.Exporter<BundleExporter>("bundle");
    }
}
