using Microsoft.Extensions.DependencyInjection;

namespace Lab.Hooks;

/// <summary>Adds an exponential moving average of the weights to an experiment.</summary>
public static class ExponentialMovingAverageBuilderExtensions
{
    /// <summary>Averages the weights with the decay <paramref name="decay"/>, unless an option says otherwise.</summary>
    public static ExperimentBuilder<TSample, TInput, TOutput, TTarget> ExponentialMovingAverage<TSample, TInput, TOutput, TTarget>(
        this ExperimentBuilder<TSample, TInput, TOutput, TTarget> builder,
        double decay) =>
        builder.ExponentialMovingAverage(options => options.Decay = decay);

    /// <summary>Averages the weights over the last steps, the nearer the more; off until a decay is set here or by option.</summary>
    public static ExperimentBuilder<TSample, TInput, TOutput, TTarget> ExponentialMovingAverage<TSample, TInput, TOutput, TTarget>(
        this ExperimentBuilder<TSample, TInput, TOutput, TTarget> builder,
        Action<ExponentialMovingAverageOptions>? configure = null) =>
        builder.AddOnce(configure, services => ActivatorUtilities.CreateInstance<ExponentialMovingAverage>(services));
}
