namespace Lab.Options;

/// <summary>Where option values come from besides the command line.</summary>
internal interface IOptionSource
{
    /// <summary>The value of an option, or null if nobody sets it.</summary>
    string? Find(string name);

    /// <summary>What is set but is no option.</summary>
    IEnumerable<string> Problems(OptionCatalog catalog);
}
