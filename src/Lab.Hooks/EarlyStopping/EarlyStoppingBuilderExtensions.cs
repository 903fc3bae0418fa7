using Microsoft.Extensions.DependencyInjection;

namespace Lab.Hooks;

/// <summary>Adds early stopping to an experiment.</summary>
public static class EarlyStoppingBuilderExtensions
{
    /// <summary>Stops the run once a metric has not improved for <see cref="EarlyStoppingOptions.Patience"/>; off until a patience is set here or by option.</summary>
    public static ExperimentBuilder<TSample, TInput, TOutput, TTarget> EarlyStopping<TSample, TInput, TOutput, TTarget>(
        this ExperimentBuilder<TSample, TInput, TOutput, TTarget> builder,
        Action<EarlyStoppingOptions>? configure = null) =>
        builder.AddOnce(configure, services => ActivatorUtilities.CreateInstance<EarlyStoppingHook>(services));
}
