using Microsoft.Extensions.DependencyInjection;

namespace Lab.Hooks;

/// <summary>Adds a hook at the first call of its verb; later calls only configure it, so that <c>DefaultHooks()</c> can be followed by any of them.</summary>
internal static class HookRegistration
{
    public static ExperimentBuilder<TSample, TInput, TOutput, TTarget> AddOnce<TSample, TInput, TOutput, TTarget, TOptions, THook>(
        this ExperimentBuilder<TSample, TInput, TOutput, TTarget> builder,
        Action<TOptions>? configure,
        Func<IServiceProvider, THook> create)
        where TOptions : class, new()
        where THook : Hook
    {
        ArgumentNullException.ThrowIfNull(builder);
        builder.Options(configure);
        if (builder.Services.Any(service => service.ServiceType == typeof(Added<THook>)))
        {
            return builder;
        }

        builder.Services.AddSingleton<Added<THook>>();
        return builder.Hook(create);
    }

    private sealed class Added<THook>;
}
