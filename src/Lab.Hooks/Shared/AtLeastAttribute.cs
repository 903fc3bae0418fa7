using System.ComponentModel.DataAnnotations;
using System.Globalization;

namespace Lab.Hooks;

/// <summary>The least count that an option takes, for bare numbers and for counts with a unit; null passes.</summary>
[AttributeUsage(AttributeTargets.Property)]
internal sealed class AtLeastAttribute(long minimum) : ValidationAttribute
{
    protected override ValidationResult? IsValid(object? value, ValidationContext validationContext)
    {
        long? count = value switch
        {
            null => null,
            EpochCount epochs => epochs.Value,
            StepCount steps => steps.Value,
            BatchCount batches => batches.Value,
            Duration duration => duration.Count,
            _ => Convert.ToInt64(value, CultureInfo.InvariantCulture),
        };
        return count is null || count >= minimum
            ? ValidationResult.Success
            : new ValidationResult($"{validationContext.DisplayName} must be at least {minimum}.", [validationContext.MemberName!]);
    }
}
