namespace Lab.Optimization;

/// <summary>Builds optimizers by name. Names are not case-sensitive.</summary>
public sealed class OptimizerFactory
{
    private readonly SortedDictionary<string, Entry> _entries = new(StringComparer.OrdinalIgnoreCase);

    /// <summary>A factory that knows <c>sgd</c>, <c>adam</c>, <c>adamw</c>, <c>radam</c>, <c>rmsprop</c>, <c>lion</c> and <c>lamb</c>.</summary>
    public OptimizerFactory()
    {
        Register("sgd", (groups, options) => new Sgd(groups, new SgdOptions { Momentum = options.Momentum, Dampening = options.Dampening, Nesterov = options.Nesterov }));
        Register("adam", (groups, options) => new Adam(groups, AdamOptions(options)));
        Register("adamw", (groups, options) => new AdamW(groups, AdamOptions(options)), AdamW.DefaultWeightDecay);
        Register("radam", (groups, options) => new RAdam(groups, RAdamOptions(options)));
        Register("rmsprop", (groups, options) => new RmsProp(
            groups, new RmsPropOptions { Smoothing = options.Smoothing, Epsilon = options.Epsilon ?? new RmsPropOptions().Epsilon, Momentum = options.Momentum, Centered = options.Centered }));
        Register("lion", (groups, options) => new Lion(groups, new LionOptions { Beta1 = options.Beta1, Beta2 = options.Beta2 ?? new LionOptions().Beta2 }));
        Register("lamb", (groups, options) => new Lamb(groups, LambOptions(options)), Lamb.DefaultWeightDecay);
    }

    /// <summary>The known names, in alphabetical order.</summary>
    public IReadOnlyCollection<string> Names => _entries.Keys;

    /// <summary>Adds an optimizer, or replaces the one of that name.</summary>
    /// <param name="name">The name, as in <c>--optimizer</c>.</param>
    /// <param name="create">Builds it over groups.</param>
    /// <param name="defaultWeightDecay">The weight decay if the options name none.</param>
    public OptimizerFactory Register(string name, Func<IReadOnlyList<ParameterGroup>, OptimizerOptions, Optimizer> create, double defaultWeightDecay = 0)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(name);
        ArgumentNullException.ThrowIfNull(create);
        _entries[name] = new Entry(create, OptionRange.NotNegative(defaultWeightDecay));
        return this;
    }

    /// <summary>The weight decay that <paramref name="options"/> lead to: their own, or the optimizer's default.</summary>
    /// <exception cref="LabValidationException">No optimizer has that name.</exception>
    public double WeightDecay(OptimizerOptions options) => options?.WeightDecay ?? Find(options).DefaultWeightDecay;

    /// <summary>An optimizer over all trainable parameters of a model, and of a loss that has some.</summary>
    /// <param name="options">The choice.</param>
    /// <param name="model">The model, on its device.</param>
    /// <param name="loss">The loss, on its device.</param>
    /// <exception cref="LabValidationException">No optimizer has that name, or a setting is wrong.</exception>
    public Optimizer Create(OptimizerOptions options, torch.nn.Module model, torch.nn.Module? loss = null) =>
        Create(options, ParameterGroups.Create(model, loss, new ParameterGroupSettings
        {
            WeightDecay = WeightDecay(options),
            NoWeightDecayOnBiasAndNorm = options.NoWeightDecayOnBiasAndNorm,
            LayerDecay = options.LayerDecay,
            LearningRateScales = options.LearningRateScales,
        }));

    /// <summary>An optimizer over given groups.</summary>
    /// <exception cref="LabValidationException">No optimizer has that name, or a setting is wrong.</exception>
    public Optimizer Create(OptimizerOptions options, IReadOnlyList<ParameterGroup> groups)
    {
        var entry = Find(options);
        try
        {
            return entry.Create(groups, options);
        }
        catch (ArgumentException wrong)
        {
            throw new LabValidationException([$"The optimizer '{options.Name}' cannot be built: {wrong.Message}"]);
        }
    }

    private static AdamOptions AdamOptions(OptimizerOptions options) =>
        new() { Beta1 = options.Beta1, Beta2 = options.Beta2 ?? new AdamOptions().Beta2, Epsilon = options.Epsilon ?? new AdamOptions().Epsilon, AmsGrad = options.AmsGrad };

    private static RAdamOptions RAdamOptions(OptimizerOptions options) =>
        new() { Beta1 = options.Beta1, Beta2 = options.Beta2 ?? new RAdamOptions().Beta2, Epsilon = options.Epsilon ?? new RAdamOptions().Epsilon };

    private static LambOptions LambOptions(OptimizerOptions options) => new()
    {
        Beta1 = options.Beta1,
        Beta2 = options.Beta2 ?? new LambOptions().Beta2,
        Epsilon = options.Epsilon ?? new LambOptions().Epsilon,
        MaximumGradientNorm = options.MaximumGradientNorm == 0 ? null : options.MaximumGradientNorm,
        TrustClip = options.TrustClip,
        AlwaysAdapt = options.AlwaysAdapt,
    };

    private Entry Find(OptimizerOptions? options)
    {
        ArgumentNullException.ThrowIfNull(options);
        return _entries.TryGetValue(options.Name, out var entry)
            ? entry
            : throw new LabValidationException([$"There is no optimizer '{options.Name}'. Known are {string.Join(", ", Names)}."]);
    }

    private sealed record Entry(Func<IReadOnlyList<ParameterGroup>, OptimizerOptions, Optimizer> Create, double DefaultWeightDecay);
}
