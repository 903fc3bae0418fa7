using Microsoft.Extensions.Configuration;

namespace Lab.Options;

/// <summary>Values of the section <c>Lab</c> of a configuration, such as <c>Lab:batch-size</c>, and of the environment, such as <c>LAB_BATCH_SIZE</c>, which override them.</summary>
internal sealed class ConfigurationOptionSource(IConfiguration? configuration) : IOptionSource
{
    private const string Section = "Lab";

    public string? Find(string name) =>
        Environment.GetEnvironmentVariable($"LAB_{name.Replace('-', '_').ToUpperInvariant()}") is { Length: > 0 } value ? value : Text(configuration?.GetSection(Section).GetSection(name));

    public IEnumerable<string> Problems(OptionCatalog catalog) => configuration is null
        ? []
        : configuration.GetSection(Section).GetChildren()
            .Where(child => catalog.Options.All(option => !option.Name.Equals(child.Key, StringComparison.OrdinalIgnoreCase)))
            .Select(child => $"The settings hold '{Section}:{child.Key}', which is no option of this experiment. Run with --help to see them all.");

    // A JSON array becomes a list.
    private static string? Text(IConfigurationSection? section) => section is null || !section.Exists()
        ? null
        : section.Value ?? string.Join(',', section.GetChildren().Select(child => child.Value));
}
