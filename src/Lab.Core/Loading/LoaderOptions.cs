using System.ComponentModel;
using System.ComponentModel.DataAnnotations;

namespace Lab;

/// <summary>How samples are gathered into batches.</summary>
[ReadBy(LabVerbs.Data)]
public sealed record LoaderOptions
{
    /// <summary>Samples of a batch; the last batch of an epoch may hold fewer.</summary>
    /// <value>32</value>
    [Description("Samples of a batch; the last one of an epoch may hold fewer.")]
    [Range(1, 1_000_000)]
    public int BatchSize { get; set; } = 32;

    /// <summary>Threads that read and transform samples beside the trainer; 0 does it on the trainer's thread. The batches do not depend on it.</summary>
    /// <value>One less than the processors, at least 1 and at most 8.</value>
    [Description("Threads that read samples beside the trainer; 0 reads on the trainer's own thread. Results do not depend on it.")]
    [Range(0, 256)]
    public int LoaderThreads { get; set; } = Math.Clamp(Environment.ProcessorCount - 1, 1, 8);

    /// <summary>Batches that may be ready before the trainer asks for them. Each holds its memory for the whole run.</summary>
    /// <value>3</value>
    [Description("Batches that are made ready ahead of the trainer.")]
    [Range(1, 1024)]
    public int Prefetch { get; set; } = 3;

    /// <summary>What happens when a sample cannot be read.</summary>
    /// <value><see cref="Lab.UnreadableSamples.Fail"/></value>
    [Description("What happens when a sample cannot be read: fail, or skip and count it.")]
    public UnreadableSamples UnreadableSamples { get; set; }
}
