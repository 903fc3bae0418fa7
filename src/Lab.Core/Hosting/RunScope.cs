using Lab.Options;
using Lab.Runs;

namespace Lab.Hosting;

/// <summary>What differs between the runs of one container: the options, and which run they go on with. Every run has a service scope of its own.</summary>
internal sealed class RunScope
{
    private BoundOptions? _options;

    public BoundOptions Options
    {
        get => _options ?? throw new InvalidOperationException("Option classes are built per run: take them in the constructor of a model, loss, metric, hook, data module or collator of an experiment.");
        set => _options = value;
    }

    /// <summary>The folder of the run that is resumed or used, or null.</summary>
    public RunFolder? Earlier { get; set; }
}
