namespace Lab.Options;

/// <summary>Every option of an experiment: the properties of its option classes and the choices of its components.</summary>
internal sealed class OptionCatalog
{
    private readonly List<(Type Type, Func<object> Create)> _classes = [];
    private readonly List<LabOption> _options = [];
    private readonly List<string> _problems = [];

    public IReadOnlyList<LabOption> Options => _options;

    public IReadOnlyList<(Type Type, Func<object> Create)> Classes => _classes;

    /// <summary>Two options of one name, for the start-up check.</summary>
    public IReadOnlyList<string> Problems => _problems;

    public void AddClass<TOptions>(Action<TOptions>? configure)
        where TOptions : class, new()
    {
        var create = () =>
        {
            var options = new TOptions();
            configure?.Invoke(options);
            return (object)options;
        };
        if (_classes.Any(entry => entry.Type == typeof(TOptions)))
        {
            // The same class again: its defaults are configured further.
            var index = _classes.FindIndex(entry => entry.Type == typeof(TOptions));
            var earlier = _classes[index].Create;
            _options.RemoveAll(option => option.Property?.ReflectedType == typeof(TOptions));
            create = () =>
            {
                var options = (TOptions)earlier();
                configure?.Invoke(options);
                return options;
            };
            _classes[index] = (typeof(TOptions), create);
        }
        else
        {
            _classes.Add((typeof(TOptions), create));
        }

        foreach (var option in LabOption.Of(typeof(TOptions), create()))
        {
            Add(option);
        }
    }

    public void AddChoice(string name, string description, IReadOnlyList<string> choices, LabVerbs verbs = LabVerbs.All)
    {
        _options.RemoveAll(option => option.Name == name && option.Property is null);
        Add(new LabOption { Name = name, Description = description, Default = choices[0], Type = typeof(string), Owner = "Components", Choices = choices, Verbs = verbs });
    }

    private void Add(LabOption option)
    {
        if (_options.FirstOrDefault(other => other.Name == option.Name) is { } other)
        {
            _problems.Add($"Two options are named '{option.Name}', one of {other.Owner} and one of {option.Owner}: give one of the properties another name with [OptionName].");
            return;
        }

        _options.Add(option);
    }
}
