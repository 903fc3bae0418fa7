using System.Runtime.CompilerServices;

namespace Lab.Hooks;

/// <summary>Adds a hook at the first call of its verb; later calls only configure it, so that <c>DefaultHooks()</c> can be followed by any of them.</summary>
internal static class HookRegistration
{
    // Per experiment: the experiments of one application share their services, not their hooks.
    private static readonly ConditionalWeakTable<object, HashSet<Type>> Added = [];

    public static ExperimentBuilder<TSample, TInput, TOutput, TTarget> AddOnce<TSample, TInput, TOutput, TTarget, TOptions, THook>(
        this ExperimentBuilder<TSample, TInput, TOutput, TTarget> builder,
        Action<TOptions>? configure,
        Func<IServiceProvider, THook> create)
        where TOptions : class, new()
        where THook : Hook
    {
        ArgumentNullException.ThrowIfNull(builder);
        builder.Options(configure);
        return Added.GetOrCreateValue(builder).Add(typeof(THook)) ? builder.Hook(create) : builder;
    }
}
