using Lab.Options;

namespace Lab.Hosting;

/// <summary>What differs between the runs of one container: the options, and what an earlier run recorded. Every run has a service scope of its own.</summary>
internal sealed class RunScope
{
    private BoundOptions? _options;

    public BoundOptions Options
    {
        get => _options ?? throw new InvalidOperationException("Option classes are built per run: take them in the constructor of a model, loss, metric, hook, data module or collator of an experiment.");
        set => _options = value;
    }

    public EarlierRun Earlier { get; set; } = new();
}
