using Microsoft.Extensions.DependencyInjection;

namespace Lab.Hooks;

/// <summary>Adds clipping to an experiment.</summary>
public static class ClipGradientAdaptiveBuilderExtensions
{
    /// <summary>Scales the gradient of each unit down to a share of its weights' norm, <paramref name="factor"/> unless an option says otherwise.</summary>
    public static ExperimentBuilder<TSample, TInput, TOutput, TTarget> ClipGradientAdaptive<TSample, TInput, TOutput, TTarget>(
        this ExperimentBuilder<TSample, TInput, TOutput, TTarget> builder,
        double factor) =>
        builder.ClipGradientAdaptive(options => options.Factor = factor);

    /// <summary>Scales the gradient of each unit down to a share of its weights' norm; off until a factor is set here or by option.</summary>
    public static ExperimentBuilder<TSample, TInput, TOutput, TTarget> ClipGradientAdaptive<TSample, TInput, TOutput, TTarget>(
        this ExperimentBuilder<TSample, TInput, TOutput, TTarget> builder,
        Action<ClipGradientAdaptiveOptions>? configure = null) =>
        builder.AddOnce(configure, services => ActivatorUtilities.CreateInstance<ClipGradientAdaptive>(services));
}
