using Microsoft.Extensions.DependencyInjection;

namespace Lab.Hooks;

/// <summary>Adds sharpness-aware minimization to an experiment.</summary>
public static class SharpnessAwareBuilderExtensions
{
    /// <summary>Takes the gradients of every step at the worst point nearby, at a distance of <paramref name="rho"/> unless an option says otherwise.</summary>
    public static ExperimentBuilder<TSample, TInput, TOutput, TTarget> SharpnessAwareMinimization<TSample, TInput, TOutput, TTarget>(
        this ExperimentBuilder<TSample, TInput, TOutput, TTarget> builder,
        double rho) =>
        builder.SharpnessAwareMinimization(options => options.Rho = rho);

    /// <summary>Takes the gradients of every step at the worst point nearby; off until a distance is set here or by option.</summary>
    public static ExperimentBuilder<TSample, TInput, TOutput, TTarget> SharpnessAwareMinimization<TSample, TInput, TOutput, TTarget>(
        this ExperimentBuilder<TSample, TInput, TOutput, TTarget> builder,
        Action<SharpnessAwareOptions>? configure = null) =>
        builder.AddOnce(configure, services => ActivatorUtilities.CreateInstance<SharpnessAwareMinimization>(services));
}
