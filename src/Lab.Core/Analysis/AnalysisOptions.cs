using System.ComponentModel;
using System.ComponentModel.DataAnnotations;

namespace Lab.Analysis;

/// <summary>How thorough <c>analyze</c> is. Options of that verb alone.</summary>
public sealed record AnalysisOptions
{
    /// <summary>Pictures that the page shows of each class.</summary>
    /// <value>8</value>
    [Description("Samples that the page shows of each class.")]
    [Range(0, 1000)]
    public int ExamplesPerClass { get; set; } = 8;

    /// <summary>The longest list on the page; what is left out is counted.</summary>
    /// <value>24</value>
    [Description("Longest list on the page, for instance of duplicates or mistakes; what is left out is counted.")]
    [Range(1, 10_000)]
    public int LongestList { get; set; } = 24;

    /// <summary>Threads that read samples.</summary>
    /// <value>As many as the machine has processors.</value>
    [Description("Threads that read samples; the page does not depend on it.")]
    [Range(1, 256)]
    public int AnalysisThreads { get; set; } = Math.Clamp(Environment.ProcessorCount, 1, 256);

    /// <summary>How many training samples <c>augmentations.html</c> shows beside what the first epochs of training see of them; 0 writes no such page.</summary>
    /// <value>0; alone, 8</value>
    [Description("Also write augmentations.html: so many training samples, each with what the first epochs of training see of it. Alone: 8.")]
    [Range(0, 1000)]
    [OptionAlone("8")]
    public int Augmentations { get; set; }
}
