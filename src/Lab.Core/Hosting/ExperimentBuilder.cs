using Microsoft.Extensions.DependencyInjection;

namespace Lab;

/// <summary>Wires an experiment: its data, model, loss, metrics, hooks and options. The four types are named once, so a part that does not fit does not compile.</summary>
/// <typeparam name="TSample">The data sets' samples.</typeparam>
/// <typeparam name="TInput">The model's input.</typeparam>
/// <typeparam name="TOutput">The model's output.</typeparam>
/// <typeparam name="TTarget">The targets.</typeparam>
public sealed class ExperimentBuilder<TSample, TInput, TOutput, TTarget>
{
    internal ExperimentBuilder(IServiceCollection services) => Services = services;

    /// <summary>The services from which the experiment's parts are built.</summary>
    public IServiceCollection Services { get; }

    /// <summary>Adds a hook, built from the services. Hooks run in the order in which they are added.</summary>
    public ExperimentBuilder<TSample, TInput, TOutput, TTarget> Hook<THook>()
        where THook : Hook => Hook(services => ActivatorUtilities.CreateInstance<THook>(services));

    /// <summary>Adds a hook that a function builds.</summary>
    public ExperimentBuilder<TSample, TInput, TOutput, TTarget> Hook(Func<IServiceProvider, Hook> create)
    {
        Services.AddSingleton(create);
        return this;
    }

    /// <summary>Adds a class of options: its properties become options of the command line, settings and environment, and parts take the class in their constructors.</summary>
    /// <param name="configure">Defaults of this experiment; settings, environment and command line override them, in this order.</param>
    public ExperimentBuilder<TSample, TInput, TOutput, TTarget> Options<TOptions>(Action<TOptions>? configure = null)
        where TOptions : class, new()
    {
        throw new NotImplementedException();
    }
}
