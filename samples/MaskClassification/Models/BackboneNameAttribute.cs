using System.ComponentModel.DataAnnotations;
using Lab.Vision;

namespace MaskClassification.Models;

/// <summary>The option names one of the <see cref="Backbones"/>; anything else is told before any data is read.</summary>
[AttributeUsage(AttributeTargets.Property)]
public sealed class BackboneNameAttribute : ValidationAttribute
{
    /// <inheritdoc/>
    public override bool IsValid(object? value) => value is string name && Backbones.Names.Contains(name);

    /// <inheritdoc/>
    public override string FormatErrorMessage(string name) => $"must be one of {string.Join(", ", Backbones.Names)}";
}
