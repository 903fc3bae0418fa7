using Microsoft.Extensions.DependencyInjection;

namespace Lab.Hooks;

/// <summary>Adds clipping to an experiment.</summary>
public static class ClipGradientValueBuilderExtensions
{
    /// <summary>Limits every element of the gradients of every step, <paramref name="maximum"/> unless an option says otherwise.</summary>
    public static ExperimentBuilder<TSample, TInput, TOutput, TTarget> ClipGradientValue<TSample, TInput, TOutput, TTarget>(
        this ExperimentBuilder<TSample, TInput, TOutput, TTarget> builder,
        double maximum) =>
        builder.ClipGradientValue(options => options.MaximumValue = maximum);

    /// <summary>Limits every element of the gradients of every step; off until a maximum is set here or by option.</summary>
    public static ExperimentBuilder<TSample, TInput, TOutput, TTarget> ClipGradientValue<TSample, TInput, TOutput, TTarget>(
        this ExperimentBuilder<TSample, TInput, TOutput, TTarget> builder,
        Action<ClipGradientValueOptions>? configure = null) =>
        builder.AddOnce(configure, services => ActivatorUtilities.CreateInstance<ClipGradientValue>(services));
}
