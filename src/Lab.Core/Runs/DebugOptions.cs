using System.ComponentModel;

namespace Lab;

/// <summary>Runs that are made to find faults.</summary>
[ReadBy(LabVerbs.Steps)]
public sealed class DebugOptions
{
    /// <summary>Batches of every phase (training, validation, test, prediction) of a fast development run: one short epoch that keeps no checkpoint and writes nothing but its log. 0 for an ordinary run; 2 if the option stands alone.</summary>
    /// <value>0</value>
    [ReadBy(LabVerbs.Train)]
    [Description("Try every phase with this many batches and write nothing but fast-dev-run/log.txt; 2 if it stands alone, 0 for an ordinary run.")]
    [OptionAlone("2")]
    public BatchCount FastDevRun { get; set; }

    /// <summary>Batches whose samples serve both training and validation, in one order and without augmentation: a sound model and loss bring the loss near 0 on them. The samples are a function of the seed. 0 for all data.</summary>
    /// <value>0</value>
    [Description("Train and validate on the same few samples, this many batches, without augmentation: the loss should come near 0. 0 for all data.")]
    public BatchCount OverfitBatches { get; set; }
}
