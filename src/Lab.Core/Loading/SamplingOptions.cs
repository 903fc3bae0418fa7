using System.ComponentModel;
using System.ComponentModel.DataAnnotations;

namespace Lab;

/// <summary>Which samples make an epoch of training. Validation, test and prediction take every sample once, in order.</summary>
[ReadBy(LabVerbs.Steps)]
public sealed class SamplingOptions
{
    /// <summary>The sampler's name: <c>shuffled</c>, <c>sequential</c>, <c>class-balanced</c>, <c>repeat-factor</c>, <c>weighted</c> (<see cref="Dataset{TSample}.WeightOf"/>), or one that the application registered.</summary>
    /// <value>shuffled</value>
    [Description("Which samples make an epoch: shuffled, sequential, class-balanced, repeat-factor, weighted, or one that the application registered.")]
    [Required]
    public string Sampler { get; set; } = "shuffled";

    /// <summary>How far <c>class-balanced</c> goes, from 0 (the data's own proportions) over 0.5 (their square root) to 1 (all classes alike).</summary>
    /// <value>1</value>
    [Description("How far class-balanced evens the classes out: 1 all alike, 0.5 square root of their sizes, 0 as they are.")]
    [Range(0.0, 1.0)]
    public double ClassBalance { get; set; } = 1;

    /// <summary>The share of the data below which <c>repeat-factor</c> repeats the samples of a class, above 0 and at most 1.</summary>
    /// <value>0.1</value>
    [Description("Share of the data below which repeat-factor repeats a class.")]
    [Range(0.0, 1.0, MinimumIsExclusive = true)]
    public double RepeatThreshold { get; set; } = 0.1;

    /// <summary>Samples of an epoch; null leaves it to the sampler: all, or what <c>repeat-factor</c> makes of them. Fewer than all are others in every epoch.</summary>
    /// <value>null</value>
    [Description("Samples of an epoch, before --repeat; fewer than all are others in every epoch.")]
    [Range(1, int.MaxValue)]
    public int? SamplesPerEpoch { get; set; }

    /// <summary>How many times the sampler's epoch makes one epoch of the run, at least 1.</summary>
    /// <value>1</value>
    [Description("Passes of the sampler that make one epoch, for small data.")]
    [Range(1, 1_000_000)]
    public int Repeat { get; set; } = 1;
}
