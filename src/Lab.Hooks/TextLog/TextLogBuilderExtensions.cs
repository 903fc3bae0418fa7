using Microsoft.Extensions.DependencyInjection;

namespace Lab.Hooks;

/// <summary>Adds the text log to an experiment.</summary>
public static class TextLogBuilderExtensions
{
    /// <summary>Writes <c>log.txt</c> into the run's folder.</summary>
    public static ExperimentBuilder<TSample, TInput, TOutput, TTarget> TextLog<TSample, TInput, TOutput, TTarget>(
        this ExperimentBuilder<TSample, TInput, TOutput, TTarget> builder,
        Action<TextLogOptions>? configure = null) =>
        builder.AddOnce(configure, services => ActivatorUtilities.CreateInstance<TextLogHook>(services));
}
