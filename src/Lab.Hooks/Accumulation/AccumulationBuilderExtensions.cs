using Microsoft.Extensions.DependencyInjection;

namespace Lab.Hooks;

/// <summary>Adds gradient accumulation to an experiment.</summary>
public static class AccumulationBuilderExtensions
{
    /// <summary>Steps the optimizer once per <paramref name="window"/> batches, unless an option says otherwise.</summary>
    public static ExperimentBuilder<TSample, TInput, TOutput, TTarget> AccumulateGradients<TSample, TInput, TOutput, TTarget>(
        this ExperimentBuilder<TSample, TInput, TOutput, TTarget> builder,
        BatchCount window) =>
        builder.AccumulateGradients(options => options.Window = window);

    /// <summary>Steps the optimizer once per window of batches; a window of one batch by default.</summary>
    public static ExperimentBuilder<TSample, TInput, TOutput, TTarget> AccumulateGradients<TSample, TInput, TOutput, TTarget>(
        this ExperimentBuilder<TSample, TInput, TOutput, TTarget> builder,
        Action<AccumulationOptions>? configure = null) =>
        builder.AddOnce(configure, services => ActivatorUtilities.CreateInstance<AccumulateGradients>(services));
}
