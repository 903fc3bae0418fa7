using System.ComponentModel;

namespace Lab.Hooks;

/// <summary>How many batches make one optimizer step.</summary>
[ReadBy(LabVerbs.Steps)]
public sealed class AccumulationOptions
{
    /// <summary>Batches whose gradients are summed for one optimizer step. At least 1, which accumulates nothing. Default: 1.</summary>
    [OptionName("accumulate-batches")]
    [Description("Batches whose gradients make one optimizer step")]
    [AtLeast(1)]
    public BatchCount Window { get; set; } = new(1);
}
