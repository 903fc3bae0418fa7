using Microsoft.Extensions.DependencyInjection;

namespace Lab.Hooks;

/// <summary>Adds clipping to an experiment.</summary>
public static class ClipGradientNormBuilderExtensions
{
    /// <summary>Scales the gradients of every step down to a largest norm, <paramref name="maximum"/> unless an option says otherwise.</summary>
    public static ExperimentBuilder<TSample, TInput, TOutput, TTarget> ClipGradientNorm<TSample, TInput, TOutput, TTarget>(
        this ExperimentBuilder<TSample, TInput, TOutput, TTarget> builder,
        double maximum) =>
        builder.ClipGradientNorm(options => options.MaximumNorm = maximum);

    /// <summary>Scales the gradients of every step down to a largest norm; off until a maximum is set here or by option.</summary>
    public static ExperimentBuilder<TSample, TInput, TOutput, TTarget> ClipGradientNorm<TSample, TInput, TOutput, TTarget>(
        this ExperimentBuilder<TSample, TInput, TOutput, TTarget> builder,
        Action<ClipGradientNormOptions>? configure = null) =>
        builder.AddOnce(configure, services => ActivatorUtilities.CreateInstance<ClipGradientNorm>(services));
}
