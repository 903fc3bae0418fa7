using Microsoft.Extensions.DependencyInjection;

namespace Lab.Vision;

/// <summary>Registers a <see cref="Predictor"/> in a service collection.</summary>
public static class PredictorServiceCollectionExtensions
{
    /// <summary>
    /// Adds a <see cref="Predictor"/> as a singleton, which the provider disposes of. It is loaded when it is first asked for; resolve it at the application's start to hear of a bad bundle there. Experiments that
    /// <c>AddLab</c> has registered build the models of their runs.
    /// </summary>
    /// <param name="services">Where to add it.</param>
    /// <param name="path">A bundle, or the folder of a run.</param>
    /// <param name="options">How to load and compute; the defaults if null.</param>
    public static IServiceCollection AddPredictor(this IServiceCollection services, string path, PredictorOptions? options = null)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        return services.AddPredictor([path], options);
    }

    /// <summary>Adds an ensemble; see <see cref="AddPredictor(IServiceCollection, string, PredictorOptions?)"/>.</summary>
    /// <param name="services">Where to add it.</param>
    /// <param name="paths">Bundles and folders of runs, at least one.</param>
    /// <param name="options">How to load and compute; the defaults if null.</param>
    public static IServiceCollection AddPredictor(this IServiceCollection services, IReadOnlyList<string> paths, PredictorOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(services);
        ArgumentNullException.ThrowIfNull(paths);
        return services.AddSingleton(provider => Predictor.Load(paths, options, provider.GetService<LabRunner>()));
    }
}
