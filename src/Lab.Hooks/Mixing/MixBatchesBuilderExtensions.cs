using Microsoft.Extensions.DependencyInjection;

namespace Lab.Hooks;

/// <summary>Adds mixup and CutMix to an experiment.</summary>
public static class MixBatchesBuilderExtensions
{
    /// <summary>Mixes training batches whose targets are class indices of the model's classes, or floating-point values; off until an alpha is set here or by option.</summary>
    public static ExperimentBuilder<TSample, Tensor, TOutput, Tensor> MixBatches<TSample, TOutput>(
        this ExperimentBuilder<TSample, Tensor, TOutput, Tensor> builder,
        Action<MixOptions>? configure = null) =>
        builder.AddOnce(configure, services => new MixBatches<TOutput, Tensor>(services.GetRequiredService<MixOptions>()));

    /// <summary>Mixes training batches whose targets are mixed by a function; off until an alpha is set here or by option.</summary>
    /// <param name="builder">The experiment.</param>
    /// <param name="mixTarget">Mixes the targets of a batch, by <see cref="BatchMix.Soften"/> and <see cref="BatchMix.Blend"/>.</param>
    /// <param name="configure">Sets the options' defaults.</param>
    public static ExperimentBuilder<TSample, Tensor, TOutput, TTarget> MixBatches<TSample, TOutput, TTarget>(
        this ExperimentBuilder<TSample, Tensor, TOutput, TTarget> builder,
        Func<TTarget, BatchMix, TTarget> mixTarget,
        Action<MixOptions>? configure = null) =>
        builder.AddOnce(configure, services => new MixBatches<TOutput, TTarget>(services.GetRequiredService<MixOptions>(), mixTarget));
}
