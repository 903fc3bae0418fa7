using Microsoft.Extensions.DependencyInjection;

namespace Lab.Hooks;

/// <summary>Adds a checkpoint policy to an experiment.</summary>
public static class CheckpointBuilderExtensions
{
    /// <summary>Saves the run's state every so often and keeps the newest and the best; every epoch by default.</summary>
    public static ExperimentBuilder<TSample, TInput, TOutput, TTarget> Checkpoints<TSample, TInput, TOutput, TTarget>(
        this ExperimentBuilder<TSample, TInput, TOutput, TTarget> builder,
        Action<CheckpointOptions>? configure = null) =>
        builder.AddOnce(configure, services => ActivatorUtilities.CreateInstance<CheckpointHook>(services));
}
