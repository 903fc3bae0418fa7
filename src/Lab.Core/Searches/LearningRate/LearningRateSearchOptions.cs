using System.ComponentModel;
using System.ComponentModel.DataAnnotations;

namespace Lab;

/// <summary>Which rates a search for the learning rate tries.</summary>
public sealed record LearningRateSearchOptions : IValidatableObject
{
    /// <summary>The rate of the first step, above 0.</summary>
    /// <value>1e-7</value>
    [Description("Learning rate of the first step.")]
    public double MinimumRate { get; set; } = 1e-7;

    /// <summary>The rate of the last step, above <see cref="MinimumRate"/>.</summary>
    /// <value>10</value>
    [Description("Learning rate of the last step, unless the loss diverges before.")]
    public double MaximumRate { get; set; } = 10;

    /// <summary>Optimizer steps from the first rate to the last; each is a constant factor above the one before.</summary>
    /// <value>100</value>
    [OptionName("search-steps")]
    [Description("Optimizer steps from the lowest rate to the highest.")]
    public StepCount Steps { get; set; } = new(100);

    /// <summary>How much of the smoothed loss each step keeps, from 0 (the loss itself) to below 1.</summary>
    /// <value>0.98</value>
    [OptionName("loss-smoothing")]
    [Description("How much of the smoothed loss each step keeps.")]
    public double Smoothing { get; set; } = 0.98;

    /// <summary>The search ends when the smoothed loss exceeds its lowest value by this factor; above 1. For a negative lowest value, when it lies as far above as it would for its magnitude.</summary>
    /// <value>4</value>
    [Description("Ends the search when the smoothed loss exceeds its lowest value by this factor.")]
    public double DivergenceFactor { get; set; } = 4;

    /// <inheritdoc/>
    public IEnumerable<ValidationResult> Validate(ValidationContext validationContext)
    {
        if (!(MinimumRate > 0) || !(MaximumRate > MinimumRate) || !double.IsFinite(MaximumRate))
        {
            yield return new ValidationResult(FormattableString.Invariant($"--minimum-rate {MinimumRate:g4}, --maximum-rate {MaximumRate:g4}: the lowest must be above 0, the highest finite and above the lowest."));
        }

        if (Steps.Value is < 2 or > 1_000_000)
        {
            yield return new ValidationResult($"--search-steps {Steps.Value}: must be from 2 to 1000000.");
        }

        if (!(Smoothing is >= 0 and < 1))
        {
            yield return new ValidationResult(FormattableString.Invariant($"--loss-smoothing {Smoothing:g4}: must be from 0 to below 1."));
        }

        if (!(DivergenceFactor > 1))
        {
            yield return new ValidationResult(FormattableString.Invariant($"--divergence-factor {DivergenceFactor:g4}: must be above 1."));
        }
    }
}
