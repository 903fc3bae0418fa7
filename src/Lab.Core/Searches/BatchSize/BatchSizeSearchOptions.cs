using System.ComponentModel;
using System.ComponentModel.DataAnnotations;

namespace Lab;

/// <summary>Which batch sizes a search tries, and how much memory they may take.</summary>
public sealed record BatchSizeSearchOptions : IValidatableObject
{
    /// <summary>The first size that is tried; it doubles from there. From 1 on; models with batch normalisation need 2.</summary>
    /// <value>2</value>
    [Description("First batch size that is tried; it doubles from there.")]
    public int MinimumSize { get; set; } = 2;

    /// <summary>No larger size is tried, nor one that is larger than the data.</summary>
    /// <value>65536</value>
    [Description("No larger batch size is tried, nor one larger than the data.")]
    public int MaximumSize { get; set; } = 65536;

    /// <summary>Optimizer steps with each size. The first is not timed.</summary>
    /// <value>5</value>
    [Description("Optimizer steps with each size; the first is not timed.")]
    public StepCount StepsPerSize { get; set; } = new(5);

    /// <summary>How much the process's memory may grow during the search, in MiB; null for half of what the machine has free on the CPU, and for no limit on CUDA, where a size is too large when the device's memory is used up.</summary>
    /// <value>null</value>
    [Description("How much the process's memory may grow, in MiB; not set: half of what is free, or on CUDA all of the device's memory.")]
    [Range(1, int.MaxValue)]
    public int? MemoryLimit { get; set; }

    /// <inheritdoc/>
    public IEnumerable<ValidationResult> Validate(ValidationContext validationContext)
    {
        if (MinimumSize < 1 || MaximumSize < MinimumSize)
        {
            yield return new ValidationResult($"--minimum-size {MinimumSize}, --maximum-size {MaximumSize}: the smallest must be at least 1 and not exceed the largest.");
        }

        if (StepsPerSize.Value is < 2 or > 1000)
        {
            yield return new ValidationResult($"--steps-per-size {StepsPerSize.Value}: must be from 2 to 1000, as the first step is not timed.");
        }
    }
}
