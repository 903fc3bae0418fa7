using Lab.Hosting;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Lab;

/// <summary>
/// A command-line application around one or more experiments. It gives each the verbs <c>train</c>, <c>evaluate</c>, <c>predict</c>, <c>export</c>, <c>analyze</c>, <c>find-lr</c>, <c>find-batch-size</c> and <c>doctor</c>, and with no verb trains,
/// evaluates and predicts in a row. Exit codes: 0 done, 1 failed, 2 bad arguments, 130 cancelled.
/// </summary>
/// <example><code>
/// var builder = LabApplication.CreateBuilder(args);
/// builder.AddExperiment&lt;FaceSample, Tensor, MaskLogits, MaskLabels&gt;("mask", lab => lab
///     .Data&lt;MaskData&gt;()
///     .Collator&lt;MaskCollator&gt;()
///     .Model&lt;MaskModel&gt;()
///     .Loss&lt;MaskLoss&gt;());
/// return builder.Build().Run();
/// </code></example>
public sealed class LabApplication
{
    private readonly IServiceProvider _services;
    private readonly string[] _arguments;
    private readonly string? _settingsProblem;

    internal LabApplication(IServiceProvider services, string[] arguments, string? settingsProblem)
    {
        _services = services;
        _arguments = arguments;
        _settingsProblem = settingsProblem;
    }

    /// <summary>Starts an application from the process's arguments. Settings come from <c>appsettings.json</c> beside the program and in the current folder.</summary>
    public static LabApplicationBuilder CreateBuilder(string[] args)
    {
        ArgumentNullException.ThrowIfNull(args);
        return new LabApplicationBuilder(args);
    }

    /// <summary>Does what the arguments say. Ctrl-C and SIGTERM finish the step that is under way, write a checkpoint and return; a second one ends the process at once.</summary>
    /// <returns>The exit code.</returns>
    public int Run()
    {
        using var signals = new StopSignals(Console.Error);
        return Run(Console.Out, Console.Error, signals.Token);
    }

    internal int Run(TextWriter output, TextWriter error, CancellationToken cancellation)
    {
        if (_settingsProblem is not null)
        {
            error.WriteLine(_settingsProblem);
            return ExitCodes.BadArguments;
        }

        try
        {
            return new CommandLine(_services.GetRequiredService<LabRunner>().Experiments, output, error, cancellation).Invoke(_arguments);
        }
        finally
        {
            (_services as IDisposable)?.Dispose();
        }
    }
}

/// <summary>Gathers what a <see cref="LabApplication"/> consists of.</summary>
public sealed class LabApplicationBuilder
{
    private readonly string[] _arguments;
    private readonly string? _settingsProblem;

    internal LabApplicationBuilder(string[] arguments)
    {
        _arguments = arguments;
        Configuration = new ConfigurationManager();
        foreach (var folder in new[] { AppContext.BaseDirectory, Environment.CurrentDirectory }.Select(folder => Path.GetFullPath(folder).TrimEnd(Path.DirectorySeparatorChar)).Distinct())
        {
            try
            {
                Configuration.AddJsonFile(Path.Combine(folder, "appsettings.json"), optional: true);
            }
            catch (InvalidDataException malformed)
            {
                _settingsProblem ??= $"{malformed.Message} {malformed.InnerException?.Message}".TrimEnd();
            }
        }

        Services.AddSingleton<IConfiguration>(Configuration);
        Services.AddLogging(logging => logging
            .AddConfiguration(Configuration.GetSection("Logging"))
            .AddProvider(new ConsoleLog()));
    }

    /// <summary>The services that parts of experiments may take.</summary>
    public IServiceCollection Services { get; } = new ServiceCollection();

    /// <summary>The settings.</summary>
    public ConfigurationManager Configuration { get; }

    /// <summary>Adds an experiment; with several, <c>--experiment</c> chooses and the first added is the default.</summary>
    /// <inheritdoc cref="LabServiceCollectionExtensions.AddLab"/>
    public LabApplicationBuilder AddExperiment<TSample, TInput, TOutput, TTarget>(string name, Action<ExperimentBuilder<TSample, TInput, TOutput, TTarget>> configure)
    {
        Services.AddLab(name, configure);
        return this;
    }

    /// <summary>The application.</summary>
    public LabApplication Build() => new(Services.BuildServiceProvider(new ServiceProviderOptions { ValidateScopes = true }), _arguments, _settingsProblem);
}
