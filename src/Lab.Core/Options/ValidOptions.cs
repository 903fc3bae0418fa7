using System.ComponentModel.DataAnnotations;

namespace Lab.Options;

/// <summary>Checks options that were made in code: those of the command line are checked while they are bound.</summary>
internal static class ValidOptions
{
    /// <exception cref="LabValidationException">Something is out of range; all faults at once.</exception>
    public static TOptions Checked<TOptions>(this TOptions options)
        where TOptions : class
    {
        var faults = new List<ValidationResult>();
        return Validator.TryValidateObject(options, new ValidationContext(options), faults, validateAllProperties: true)
            ? options
            : throw new LabValidationException([.. faults.Select(fault => fault.ErrorMessage ?? $"{typeof(TOptions).Name} is not valid.")]);
    }
}
