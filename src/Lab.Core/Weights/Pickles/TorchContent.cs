using System.Globalization;

namespace Lab.Weights.Pickles;

/// <summary>Finds the state dictionary in what a file of PyTorch holds.</summary>
internal static class TorchContent
{
    // Deeper lie no weights, only the states of optimizers and the like.
    private const int MaximumDepth = 4;
    private const int LongestText = 1000;

    // Attributes of modules have names, and so few of them hold weights, that a file with longer or more is none of anybody's training.
    private const int LongestKey = 200;
    private const int MaximumSections = 1000;

    // Where training scripts keep the weights that are to be used, the more telling names first.
    private static readonly string[] Usual = ["state_dict", "model_state_dict", "model_state", "model", "module", "net", "network", "params", "weights", "model_ema", "state_dict_ema", "ema"];

    /// <summary>The tensors of one dictionary.</summary>
    /// <param name="root">What the file holds.</param>
    /// <param name="section">The dictionary: keys joined by '/', or empty for the outermost; null to find it.</param>
    /// <exception cref="InvalidDataException">There is none, or several and none has a usual name; the message lists them.</exception>
    public static WeightContent Read(object? root, string? section)
    {
        if (root is not PickleDictionary outermost)
        {
            throw new InvalidDataException("it holds no dictionary of tensors. Save one in Python: torch.save(model.state_dict(), path).");
        }

        var sections = new Dictionary<string, PickleDictionary>(StringComparer.Ordinal);
        Collect(outermost, string.Empty, 0, sections, new(ReferenceEqualityComparer.Instance));
        var chosen = Choose(sections, section);
        var entries = new Dictionary<string, WeightEntry>(StringComparer.Ordinal);
        foreach (var (key, value) in sections[chosen].Items)
        {
            if (key is string name && value is TorchTensor tensor)
            {
                entries[name] = tensor.ToEntry();
            }
        }

        return new WeightContent(entries, Texts(outermost)) { Sections = [.. sections.Keys], Section = chosen };
    }

    private static void Collect(PickleDictionary dictionary, string path, int depth, Dictionary<string, PickleDictionary> sections, HashSet<object> seen)
    {
        // One dictionary may be found in many places, and within itself.
        if (depth > MaximumDepth || !seen.Add(dictionary))
        {
            return;
        }

        if (dictionary.Items.Any(item => item is { Key: string, Value: TorchTensor }))
        {
            if (sections.Count == MaximumSections)
            {
                throw new InvalidDataException($"it has more than {MaximumSections} dictionaries of tensors. Save the one that holds the weights in Python: torch.save(model.state_dict(), path).");
            }

            sections[path] = dictionary;
        }

        foreach (var (key, value) in dictionary.Items)
        {
            if (key is string { Length: <= LongestKey } name && value is PickleDictionary inner)
            {
                Collect(inner, path.Length == 0 ? name : $"{path}/{name}", depth + 1, sections, seen);
            }
        }
    }

    private static string Choose(Dictionary<string, PickleDictionary> sections, string? section)
    {
        if (section is not null)
        {
            return sections.ContainsKey(section) ? section : throw new InvalidDataException($"it has no dictionary of tensors '{section}'; it has {List(sections.Keys)}.");
        }

        if (sections.Count == 0)
        {
            throw new InvalidDataException("it holds no dictionary that has tensors under their names.");
        }

        if (sections.ContainsKey(string.Empty))
        {
            return string.Empty;
        }

        var usual = sections.Keys.Select(path => (Path: path, Rank: Array.IndexOf(Usual, path[(path.LastIndexOf('/') + 1)..]))).Where(found => found.Rank >= 0).OrderBy(found => found.Rank).ThenBy(found => found.Path.Length).ToList();
        return usual.Count > 0 ? usual[0].Path
            : sections.Count == 1 ? sections.Keys.First()
            : throw new InvalidDataException($"it has several dictionaries of tensors, {List(sections.Keys)}: say which.");
    }

    private static string List(Dictionary<string, PickleDictionary>.KeyCollection sections) => string.Join(", ", sections.Take(10).Select(section => $"'{ShortText.Of(section)}'")) + (sections.Count > 10 ? $" and {sections.Count - 10} more" : string.Empty);

    private static Dictionary<string, string> Texts(PickleDictionary root)
    {
        var texts = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var (key, value) in root.Items)
        {
            if (key is string name && value is string or long or double or bool && Convert.ToString(value, CultureInfo.InvariantCulture) is { Length: <= LongestText } text)
            {
                texts[name] = text;
            }
        }

        return texts;
    }
}
