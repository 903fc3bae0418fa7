using Microsoft.Extensions.DependencyInjection;

namespace Lab.Hooks;

/// <summary>Adds the log of the learning rate to an experiment.</summary>
public static class LearningRateLogBuilderExtensions
{
    /// <summary>Logs the learning rate that a step used, every 50 steps by default.</summary>
    public static ExperimentBuilder<TSample, TInput, TOutput, TTarget> LogLearningRate<TSample, TInput, TOutput, TTarget>(
        this ExperimentBuilder<TSample, TInput, TOutput, TTarget> builder,
        Action<LearningRateLogOptions>? configure = null) =>
        builder.AddOnce(configure, services => ActivatorUtilities.CreateInstance<LearningRateLog>(services));
}
