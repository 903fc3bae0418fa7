using System.CommandLine;
using Lab.Options;

namespace Lab.Hosting;

/// <summary>Options of one verb alone, from the properties of a class as an experiment's are. They are no settings: only the command line gives them.</summary>
internal sealed class SearchOptions<TOptions>
    where TOptions : class, new()
{
    private readonly OptionCatalog _catalog = new();
    private readonly Dictionary<string, Option<string?>> _options;

    public SearchOptions()
    {
        _catalog.AddClass<TOptions>(configure: null);
        _options = _catalog.Options.ToDictionary(option => option.Name, CommandLine.ToOption);
    }

    public IEnumerable<Option> All => _options.Values;

    /// <exception cref="LabValidationException">Values are of the wrong type or out of range.</exception>
    public TOptions Read(ParseResult parsed) => (TOptions)new BoundOptions(_catalog, name => ValueOf(parsed, name)).Get(typeof(TOptions));

    private string? ValueOf(ParseResult parsed, string name) => parsed.GetResult(_options[name]) is { Implicit: false }
        ? parsed.GetValue(_options[name]) ?? _catalog.Options.Single(option => option.Name == name).Alone
        : null;
}
