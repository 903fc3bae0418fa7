using Lab.Analysis;
using Lab.Inference;
using Lab.Optimization;
using Lab.Options;

namespace Lab.Hosting;

/// <summary>What an <see cref="ExperimentBuilder{TSample, TInput, TOutput, TTarget}"/> has gathered.</summary>
internal sealed class ExperimentDefinition<TSample, TInput, TOutput, TTarget>(string name)
{
    public string Name { get; } = name;

    public OptionCatalog Catalog { get; } = new();

    public Choice<Model<TInput, TOutput>> Models { get; } = new("model");

    public Choice<Loss<TOutput, TTarget>> Losses { get; } = new("loss");

    public Choice<ModelExporter> Exporters { get; } = new("format of export");

    public OptimizerFactory Optimizers { get; } = new();

    /// <summary>The experiment's own samplers, by name.</summary>
    public Dictionary<string, Func<IServiceProvider, Dataset<TSample>, Sampler>> Samplers { get; } = [];

    public List<Func<IServiceProvider, Metric<TOutput, TTarget>>> Metrics { get; } = [];

    public List<OutputHead<TOutput>> Heads { get; } = [];

    public List<Func<IServiceProvider, Hook>> Hooks { get; } = [];

    public List<Func<IServiceProvider, Analyzer<TSample>>> Analyzers { get; } = [];

    public List<Func<IServiceProvider, DataCheck<TSample>>> DataChecks { get; } = [];

    public Func<IServiceProvider, SampleView<TSample>>? View { get; set; }

    /// <summary>The probabilities of the classes, [N, C], that an output stands for.</summary>
    public Func<TOutput, Tensor>? Probabilities { get; set; }

    public Func<IServiceProvider, DataModule<TSample>>? Data { get; set; }

    public Func<IServiceProvider, Collator<TSample, TInput, TTarget>>? Collator { get; set; }

    public Func<IServiceProvider, PredictionWriter<TSample, TOutput>>? Predictions { get; set; }

    /// <summary>Parts without which nothing can run.</summary>
    public IEnumerable<string> Missing()
    {
        if (Data is null)
        {
            yield return $"Experiment '{Name}' has no data: add .Data<TModule>() or .Dataset<TDataset>().";
        }

        if (Collator is null)
        {
            yield return $"Experiment '{Name}' has no collator: add .Collator<TCollator>().";
        }

        if (Models.Names.Count == 0)
        {
            yield return $"Experiment '{Name}' has no model: add .Model<TModel>().";
        }

        if (Losses.Names.Count == 0)
        {
            yield return $"Experiment '{Name}' has no loss: add .Loss<TLoss>().";
        }
    }
}

/// <summary>Parts of one kind, to choose by name.</summary>
internal sealed class Choice<T>(string kind)
{
    private readonly Dictionary<string, Func<IServiceProvider, T>> _parts = [];
    private readonly List<string> _names = [];

    public IReadOnlyList<string> Names => _names;

    public void Add(string name, Func<IServiceProvider, T> create)
    {
        if (!_parts.TryAdd(name, create))
        {
            throw new ArgumentException($"A {kind} named '{name}' is registered already; give one of them another name.", nameof(name));
        }

        _names.Add(name);
    }

    public T Create(string name, IServiceProvider services) => _parts[name](services);
}
