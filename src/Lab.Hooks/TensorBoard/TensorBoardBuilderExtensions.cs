using Microsoft.Extensions.DependencyInjection;

namespace Lab.Hooks;

/// <summary>Adds TensorBoard's event files to an experiment.</summary>
public static class TensorBoardBuilderExtensions
{
    /// <summary>Writes event files that TensorBoard opens into the run's folder.</summary>
    public static ExperimentBuilder<TSample, TInput, TOutput, TTarget> TensorBoard<TSample, TInput, TOutput, TTarget>(
        this ExperimentBuilder<TSample, TInput, TOutput, TTarget> builder,
        Action<TensorBoardOptions>? configure = null) =>
        builder.AddOnce(configure, services => ActivatorUtilities.CreateInstance<TensorBoardHook>(services));
}
