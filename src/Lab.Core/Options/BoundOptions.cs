using System.ComponentModel.DataAnnotations;

namespace Lab.Options;

/// <summary>All option classes with their values, validated together: every fault of every class is in one error.</summary>
internal sealed class BoundOptions
{
    private readonly Dictionary<Type, object> _instances = [];
    private readonly OptionCatalog _catalog;
    private readonly SortedDictionary<string, string> _texts = new(StringComparer.Ordinal);

    /// <summary>Binds the values that <paramref name="find"/> knows by option name; <paramref name="check"/> adds what else is wrong with them.</summary>
    /// <exception cref="LabValidationException">Values are of the wrong type or outside their range.</exception>
    public BoundOptions(OptionCatalog catalog, Func<string, string?> find, Func<BoundOptions, IEnumerable<string>>? check = null)
    {
        _catalog = catalog;
        var problems = new List<string>(catalog.Problems);
        foreach (var (type, create) in catalog.Classes)
        {
            _instances[type] = create();
        }

        foreach (var option in catalog.Options)
        {
            Bind(option, find(option.Name), problems);
        }

        foreach (var (type, instance) in _instances)
        {
            Validate(catalog, type, instance, problems);
        }

        problems.AddRange(check?.Invoke(this) ?? []);
        if (problems.Count > 0)
        {
            throw new LabValidationException([.. problems.Distinct()]);
        }
    }

    /// <summary>The value of every option that has one as text, by name.</summary>
    public IReadOnlyDictionary<string, string> Texts => _texts;

    public object Get(Type type) => _instances[type];

    /// <summary>The options of one class.</summary>
    public IEnumerable<LabOption> Of<TOptions>() => _catalog.Options.Where(option => option.Property?.ReflectedType == typeof(TOptions));

    /// <summary>Those that choose parts, and those of classes that are not Lab.Core's.</summary>
    public IEnumerable<LabOption> OfParts() => _catalog.Options.Where(option => option.Property?.ReflectedType!.Assembly != typeof(BoundOptions).Assembly);

    private void Bind(LabOption option, string? text, List<string> problems)
    {
        if (option.Property is not { } property)
        {
            var choice = text ?? option.Default;
            _texts[option.Name] = choice;
            if (!option.Choices.Contains(choice))
            {
                problems.Add($"--{option.Name} {choice}: there is no such {option.Name}. Choose {string.Join(", ", option.Choices)}.");
            }

            return;
        }

        var instance = _instances[property.ReflectedType!];
        if (text is not null)
        {
            try
            {
                property.SetValue(instance, OptionText.Read(text, property.PropertyType));
            }
            catch (FormatException failure)
            {
                problems.Add($"--{option.Name} {text}: {failure.Message}");
                return;
            }
        }

        // "None" is worth recording where it is not what nobody's setting means.
        var value = property.GetValue(instance);
        if (value is not null || option.Default.Length > 0)
        {
            _texts[option.Name] = OptionText.Write(value);
        }
    }

    private static void Validate(OptionCatalog catalog, Type type, object instance, List<string> problems)
    {
        foreach (var option in catalog.Options.Where(option => option.Property?.ReflectedType == type))
        {
            var value = option.Property!.GetValue(instance);
            var results = new List<ValidationResult>();
            var name = $"--{option.Name} {OptionText.Write(value)}".TrimEnd();
            if (!Validator.TryValidateProperty(value, new ValidationContext(instance) { MemberName = option.Property.Name, DisplayName = name }, results))
            {
                problems.AddRange(results.Select(result => Sentence(name, result)));
            }
        }

        if (instance is IValidatableObject whole)
        {
            problems.AddRange(whole.Validate(new ValidationContext(instance)).Where(result => result != ValidationResult.Success).Select(result => result.ErrorMessage ?? $"{type.Name} is not valid."));
        }
    }

    private static string Sentence(string name, ValidationResult result)
    {
        var message = result.ErrorMessage ?? "is not valid.";
        const string Standard = "The field ";
        return message.StartsWith(Standard, StringComparison.Ordinal) && message.Contains(name, StringComparison.Ordinal)
            ? $"{name}: {message[(message.IndexOf(name, StringComparison.Ordinal) + name.Length)..].TrimStart()}"
            : message.Contains(name, StringComparison.Ordinal) ? message : $"{name}: {message}";
    }
}
