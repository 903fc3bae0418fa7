using Microsoft.Extensions.DependencyInjection;

namespace Lab.Hooks;

/// <summary>Adds progress on the console to an experiment.</summary>
public static class ProgressBuilderExtensions
{
    /// <summary>Shows on the console how far the run is.</summary>
    public static ExperimentBuilder<TSample, TInput, TOutput, TTarget> Progress<TSample, TInput, TOutput, TTarget>(
        this ExperimentBuilder<TSample, TInput, TOutput, TTarget> builder,
        Action<ProgressOptions>? configure = null) =>
        builder.AddOnce(configure, services => ActivatorUtilities.CreateInstance<ProgressHook>(services));
}
