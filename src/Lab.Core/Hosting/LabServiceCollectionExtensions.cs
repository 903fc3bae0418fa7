using Lab.Hosting;
using Lab.Options;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace Lab;

/// <summary>Registers experiments in a service collection.</summary>
public static class LabServiceCollectionExtensions
{
    /// <summary>
    /// Adds an experiment. Take <see cref="LabRunner"/> from the provider to run it. Option values come from the section <c>Lab</c> of the registered <see cref="IConfiguration"/>, if
    /// there is one, and from environment variables <c>LAB_NAME</c>, which override it.
    /// </summary>
    /// <typeparam name="TSample">The data sets' samples.</typeparam>
    /// <typeparam name="TInput">The model's input.</typeparam>
    /// <typeparam name="TOutput">The model's output.</typeparam>
    /// <typeparam name="TTarget">The targets.</typeparam>
    /// <param name="services">Where to add it.</param>
    /// <param name="name">The experiment's name, used as a folder name.</param>
    /// <param name="configure">Adds its parts.</param>
    public static IServiceCollection AddLab<TSample, TInput, TOutput, TTarget>(
        this IServiceCollection services, string name, Action<ExperimentBuilder<TSample, TInput, TOutput, TTarget>> configure)
    {
        ArgumentNullException.ThrowIfNull(services);
        ArgumentException.ThrowIfNullOrWhiteSpace(name);
        ArgumentNullException.ThrowIfNull(configure);
        if (name.AsSpan().IndexOfAny(Path.GetInvalidFileNameChars()) >= 0 || name is "." or "..")
        {
            throw new ArgumentException($"'{name}' cannot name a folder, so it cannot name an experiment.", nameof(name));
        }

        services.AddLogging();
        services.TryAddSingleton(TimeProvider.System);
        services.TryAddSingleton<IOptionSource>(provider => new ConfigurationOptionSource(provider.GetService<IConfiguration>()));
        services.TryAddScoped<RunScope>();
        services.TryAddScoped(provider => EarlierRun.Of(provider.GetRequiredService<RunScope>().Earlier, provider.GetRequiredService<RunOptions>()));
        services.TryAddSingleton(provider => new LabRunner(provider));
        var definition = new ExperimentDefinition<TSample, TInput, TOutput, TTarget>(name);
        configure(new ExperimentBuilder<TSample, TInput, TOutput, TTarget>(services, definition));
        services.AddSingleton<IExperiment>(provider => new Experiment<TSample, TInput, TOutput, TTarget>(
            definition, provider, provider.GetRequiredService<IOptionSource>(), provider.GetRequiredService<TimeProvider>()));
        return services;
    }
}
