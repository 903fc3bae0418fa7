using System.ComponentModel.DataAnnotations;
using System.Globalization;

namespace Lab.Hooks;

/// <summary>The check that a container makes at the start, for options that were made with <c>new</c>.</summary>
internal static class OptionsCheck
{
    /// <exception cref="LabValidationException">Properties are out of their ranges; all of them at once.</exception>
    public static TOptions Checked<TOptions>(this TOptions options)
        where TOptions : class
    {
        var faults = new List<ValidationResult>();
        foreach (var property in typeof(TOptions).GetProperties())
        {
            var value = property.GetValue(options);
            var name = string.Create(CultureInfo.InvariantCulture, $"{typeof(TOptions).Name}.{property.Name} ({value})");
            Validator.TryValidateProperty(value, new ValidationContext(options) { MemberName = property.Name, DisplayName = name }, faults);
        }

        return faults.Count == 0 ? options : throw new LabValidationException([.. faults.Select(fault => fault.ErrorMessage!)]);
    }
}
