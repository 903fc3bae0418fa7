using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace Lab.Vision;

/// <summary>Adds a cache of images to an experiment.</summary>
public static class ImageCacheBuilderExtensions
{
    /// <summary>Adds the options of <see cref="ImageCacheOptions"/> and an <see cref="ImageCache"/> per run, which a collator takes in its constructor and hands to <see cref="ImageCollator{TSample, TTarget}"/>.</summary>
    /// <param name="builder">The experiment.</param>
    /// <param name="configure">Defaults of this experiment; by default nothing is cached.</param>
    public static ExperimentBuilder<TSample, TInput, TOutput, TTarget> ImageCache<TSample, TInput, TOutput, TTarget>(
        this ExperimentBuilder<TSample, TInput, TOutput, TTarget> builder, Action<ImageCacheOptions>? configure = null)
    {
        ArgumentNullException.ThrowIfNull(builder);
        builder.Services.TryAddScoped<ImageCache>();
        return builder.Options(configure);
    }
}
