using Microsoft.Extensions.DependencyInjection;

namespace Lab.Hooks;

/// <summary>Adds stochastic weight averaging to an experiment.</summary>
public static class StochasticWeightAveragingBuilderExtensions
{
    /// <summary>Averages the weights of the ends of epochs after the first <paramref name="startAfter"/>, unless an option says otherwise.</summary>
    public static ExperimentBuilder<TSample, TInput, TOutput, TTarget> StochasticWeightAveraging<TSample, TInput, TOutput, TTarget>(
        this ExperimentBuilder<TSample, TInput, TOutput, TTarget> builder,
        Duration startAfter) =>
        builder.StochasticWeightAveraging(options => options.StartAfter = startAfter);

    /// <summary>Averages the weights of the ends of epochs from some point on, each counting the same; off until a start is set here or by option.</summary>
    public static ExperimentBuilder<TSample, TInput, TOutput, TTarget> StochasticWeightAveraging<TSample, TInput, TOutput, TTarget>(
        this ExperimentBuilder<TSample, TInput, TOutput, TTarget> builder,
        Action<StochasticWeightAveragingOptions>? configure = null) =>
        builder.AddOnce(configure, services => ActivatorUtilities.CreateInstance<StochasticWeightAveraging>(services));
}
