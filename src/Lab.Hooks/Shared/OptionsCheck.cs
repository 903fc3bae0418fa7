using System.ComponentModel.DataAnnotations;

namespace Lab.Hooks;

/// <summary>The check that a container makes at the start, for options that were made with <c>new</c>.</summary>
internal static class OptionsCheck
{
    public static TOptions Checked<TOptions>(this TOptions options)
        where TOptions : class
    {
        var faults = new List<ValidationResult>();
        return Validator.TryValidateObject(options, new ValidationContext(options), faults, validateAllProperties: true)
            ? options
            : throw new LabValidationException([.. faults.Select(fault => $"{typeof(TOptions).Name}: {fault.ErrorMessage}")]);
    }
}
