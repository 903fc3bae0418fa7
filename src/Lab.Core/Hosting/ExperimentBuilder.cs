using Lab.Analysis;
using Lab.Hosting;
using Lab.Inference;
using Lab.Optimization;
using Microsoft.Extensions.DependencyInjection;

namespace Lab;

/// <summary>Wires an experiment: its data, model, loss, metrics, hooks and options. The four types are named once, so a part that does not fit does not compile.</summary>
/// <typeparam name="TSample">The data sets' samples.</typeparam>
/// <typeparam name="TInput">The model's input.</typeparam>
/// <typeparam name="TOutput">The model's output.</typeparam>
/// <typeparam name="TTarget">The targets.</typeparam>
/// <remarks>Parts are built from the services, once per run: constructors may ask for option classes, loggers and whatever else is registered.</remarks>
public sealed class ExperimentBuilder<TSample, TInput, TOutput, TTarget>
{
    private readonly ExperimentDefinition<TSample, TInput, TOutput, TTarget> _definition;

    internal ExperimentBuilder(IServiceCollection services, ExperimentDefinition<TSample, TInput, TOutput, TTarget> definition)
    {
        Services = services;
        _definition = definition;
        Options<TrainerOptions>();
        Options<LoaderOptions>();
        Options<SamplingOptions>();
        Options<SplitOptions>();
        Options<OptimizerOptions>();
        Options<ScheduleOptions>();
        Options<ProbeOptions>();
        Options<RunOptions>();
        Options<DebugOptions>();
    }

    /// <summary>The services from which the experiment's parts are built.</summary>
    public IServiceCollection Services { get; }

    /// <summary>What opens the data sets.</summary>
    public ExperimentBuilder<TSample, TInput, TOutput, TTarget> Data<TModule>()
        where TModule : DataModule<TSample>
    {
        _definition.Data = services => ActivatorUtilities.CreateInstance<TModule>(services);
        return this;
    }

    /// <summary>A single training data set, for an experiment that needs no more.</summary>
    public ExperimentBuilder<TSample, TInput, TOutput, TTarget> Dataset<TDataset>()
        where TDataset : Dataset<TSample>
    {
        _definition.Data = services => new SingleDataset<TSample>(ActivatorUtilities.CreateInstance<TDataset>(services));
        return this;
    }

    /// <summary>What turns samples into batches.</summary>
    public ExperimentBuilder<TSample, TInput, TOutput, TTarget> Collator<TCollator>()
        where TCollator : Collator<TSample, TInput, TTarget>
    {
        _definition.Collator = services => ActivatorUtilities.CreateInstance<TCollator>(services);
        return this;
    }

    /// <summary>A model to choose with <c>--model</c>; the first added is the default.</summary>
    /// <param name="name">The name to choose it by; the type's name in kebab case, without <c>-model</c>, if null.</param>
    public ExperimentBuilder<TSample, TInput, TOutput, TTarget> Model<TModel>(string? name = null)
        where TModel : Model<TInput, TOutput> => Model(name ?? NameOf<TModel>("-model"), services => ActivatorUtilities.CreateInstance<TModel>(services));

    /// <summary>A model to choose with <c>--model</c>, built by a function; the first added is the default.</summary>
    public ExperimentBuilder<TSample, TInput, TOutput, TTarget> Model(string name, Func<IServiceProvider, Model<TInput, TOutput>> create)
    {
        _definition.Models.Add(name, create);
        _definition.Catalog.AddChoice("model", "Model to train.", _definition.Models.Names);
        return this;
    }

    /// <summary>A loss to choose with <c>--loss</c>; the first added is the default.</summary>
    /// <param name="name">The name to choose it by; the type's name in kebab case, without <c>-loss</c>, if null.</param>
    public ExperimentBuilder<TSample, TInput, TOutput, TTarget> Loss<TLoss>(string? name = null)
        where TLoss : Loss<TOutput, TTarget> => Loss(name ?? NameOf<TLoss>("-loss"), services => ActivatorUtilities.CreateInstance<TLoss>(services));

    /// <summary>A loss to choose with <c>--loss</c>, built by a function; the first added is the default.</summary>
    public ExperimentBuilder<TSample, TInput, TOutput, TTarget> Loss(string name, Func<IServiceProvider, Loss<TOutput, TTarget>> create)
    {
        _definition.Losses.Add(name, create);
        _definition.Catalog.AddChoice("loss", "Loss to make small.", _definition.Losses.Names, LabVerbs.Data);
        return this;
    }

    /// <summary>An optimizer to choose with <c>--optimizer</c>, beside those that Lab has.</summary>
    /// <param name="name">The name to choose it by.</param>
    /// <param name="create">Builds it over groups.</param>
    /// <param name="defaultWeightDecay">The weight decay where no option names one.</param>
    public ExperimentBuilder<TSample, TInput, TOutput, TTarget> Optimizer(
        string name, Func<IReadOnlyList<ParameterGroup>, OptimizerOptions, Optimizer> create, double defaultWeightDecay = 0)
    {
        _definition.Optimizers.Register(name, create, defaultWeightDecay);
        return this;
    }

    /// <summary>A sampler of the training data to choose with <c>--sampler</c>, beside those that Lab has (<see cref="Samplers"/>).</summary>
    /// <param name="name">The name to choose it by.</param>
    /// <param name="create">Builds it for the training data.</param>
    /// <exception cref="ArgumentException">There is a sampler of that name.</exception>
    public ExperimentBuilder<TSample, TInput, TOutput, TTarget> Sampler(string name, Func<IServiceProvider, Dataset<TSample>, Sampler> create)
    {
        if (Samplers.Names.Contains(name))
        {
            throw new ArgumentException($"Lab has a sampler named '{name}'; give this one another name.", nameof(name));
        }

        _definition.Samplers.Add(name, create);
        return this;
    }

    /// <summary>Adds a metric, computed in every phase that has targets.</summary>
    public ExperimentBuilder<TSample, TInput, TOutput, TTarget> Metric<TMetric>()
        where TMetric : Metric<TOutput, TTarget> => Metric(services => ActivatorUtilities.CreateInstance<TMetric>(services));

    /// <summary>Adds a metric that a function builds, computed in every phase that has targets.</summary>
    public ExperimentBuilder<TSample, TInput, TOutput, TTarget> Metric(Func<IServiceProvider, Metric<TOutput, TTarget>> create)
    {
        _definition.Metrics.Add(create);
        return this;
    }

    /// <summary>Adds a hook, built from the services. Hooks run in the order in which they are added.</summary>
    public ExperimentBuilder<TSample, TInput, TOutput, TTarget> Hook<THook>()
        where THook : Hook => Hook(services => ActivatorUtilities.CreateInstance<THook>(services));

    /// <summary>Adds a hook that a function builds.</summary>
    public ExperimentBuilder<TSample, TInput, TOutput, TTarget> Hook(Func<IServiceProvider, Hook> create)
    {
        _definition.Hooks.Add(create);
        return this;
    }

    /// <summary>
    /// Says where in the model's output the logits of a question are, and what its classes are called. Bundles and predictors need it of a model whose output is not one tensor; the first head is the main one.
    /// </summary>
    /// <param name="name">The head's name.</param>
    /// <param name="logits">From the model's output to logits or log-probabilities [N, labels].</param>
    /// <param name="labels">The names of the classes, in the order of the logits.</param>
    public ExperimentBuilder<TSample, TInput, TOutput, TTarget> Head(string name, Func<TOutput, Tensor> logits, IReadOnlyList<string> labels)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(name);
        ArgumentNullException.ThrowIfNull(logits);
        ArgumentNullException.ThrowIfNull(labels);
        if (labels.Count == 0 || _definition.Heads.Exists(head => head.Head.Name == name))
        {
            throw new ArgumentException($"Head '{name}' has no labels, or there is one of that name already.", nameof(name));
        }

        _definition.Heads.Add(new OutputHead<TOutput>(new ModelHead(name, labels), logits));
        return this;
    }

    /// <summary>What <c>predict</c> writes into <c>predictions.csv</c>.</summary>
    public ExperimentBuilder<TSample, TInput, TOutput, TTarget> Predictions<TWriter>()
        where TWriter : PredictionWriter<TSample, TOutput>
    {
        _definition.Predictions = services => ActivatorUtilities.CreateInstance<TWriter>(services);
        return this;
    }

    /// <summary>A format to choose with <c>export --format</c>; the first added is the default.</summary>
    /// <param name="format">The name to choose it by, such as <c>onnx</c>.</param>
    public ExperimentBuilder<TSample, TInput, TOutput, TTarget> Exporter<TExporter>(string format)
        where TExporter : ModelExporter => Exporter(format, services => ActivatorUtilities.CreateInstance<TExporter>(services));

    /// <summary>A format to choose with <c>export --format</c>, whose exporter a function builds; the first added is the default.</summary>
    public ExperimentBuilder<TSample, TInput, TOutput, TTarget> Exporter(string format, Func<IServiceProvider, ModelExporter> create)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(format);
        _definition.Exporters.Add(format, create);
        return this;
    }

    /// <summary>Adds sections to the page that <c>analyze</c> writes, after those that Lab.Core has.</summary>
    public ExperimentBuilder<TSample, TInput, TOutput, TTarget> Analyzer<TAnalyzer>()
        where TAnalyzer : Analyzer<TSample> => Analyzer(services => ActivatorUtilities.CreateInstance<TAnalyzer>(services));

    /// <summary>Adds sections to the page that <c>analyze</c> writes, by an analyzer that a function builds.</summary>
    public ExperimentBuilder<TSample, TInput, TOutput, TTarget> Analyzer(Func<IServiceProvider, Analyzer<TSample>> create)
    {
        _definition.Analyzers.Add(create);
        return this;
    }

    /// <summary>What shows samples on the page that <c>analyze</c> writes; a function builds it.</summary>
    public ExperimentBuilder<TSample, TInput, TOutput, TTarget> SampleView(Func<IServiceProvider, SampleView<TSample>> create)
    {
        _definition.View = create;
        return this;
    }

    /// <summary>What probabilities of the data's classes, [N, classes], an output stands for: <c>analyze --run</c> judges by them. Not needed where the output is a tensor of logits.</summary>
    public ExperimentBuilder<TSample, TInput, TOutput, TTarget> ClassProbabilities(Func<TOutput, Tensor> probabilities)
    {
        _definition.Probabilities = probabilities;
        return this;
    }

    /// <summary>Adds a look at the data before a new training run begins; a function builds it.</summary>
    public ExperimentBuilder<TSample, TInput, TOutput, TTarget> DataCheck(Func<IServiceProvider, DataCheck<TSample>> create)
    {
        _definition.DataChecks.Add(create);
        return this;
    }

    /// <summary>
    /// Adds a class of options: its properties become options of the command line, the environment and the settings file, and parts take the class in their constructors.
    /// Descriptions and ranges come from the properties' attributes.
    /// </summary>
    /// <param name="configure">Defaults of this experiment. The settings file overrides them, the environment overrides that, the command line overrides all.</param>
    public ExperimentBuilder<TSample, TInput, TOutput, TTarget> Options<TOptions>(Action<TOptions>? configure = null)
        where TOptions : class, new()
    {
        _definition.Catalog.AddClass(configure);
        if (Services.All(service => service.ServiceType != typeof(TOptions)))
        {
            Services.AddScoped(services => (TOptions)services.GetRequiredService<RunScope>().Options.Get(typeof(TOptions)));
        }

        return this;
    }

    private static string NameOf<T>(string suffix)
    {
        var name = Lab.Options.LabOption.Kebab(typeof(T).Name.Split('`')[0]);
        return name.EndsWith(suffix, StringComparison.Ordinal) ? name[..^suffix.Length] : name;
    }
}
