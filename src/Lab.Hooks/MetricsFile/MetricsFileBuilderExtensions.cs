using Microsoft.Extensions.DependencyInjection;

namespace Lab.Hooks;

/// <summary>Adds the file of numbers to an experiment.</summary>
public static class MetricsFileBuilderExtensions
{
    /// <summary>Writes <c>metrics.jsonl</c> into the run's folder.</summary>
    public static ExperimentBuilder<TSample, TInput, TOutput, TTarget> MetricsFile<TSample, TInput, TOutput, TTarget>(
        this ExperimentBuilder<TSample, TInput, TOutput, TTarget> builder,
        Action<MetricsFileOptions>? configure = null) =>
        builder.AddOnce(configure, services => ActivatorUtilities.CreateInstance<MetricsFileHook>(services));
}
