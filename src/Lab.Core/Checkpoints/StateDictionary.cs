namespace Lab.Checkpoints;

/// <summary>A module's parameters and buffers by name.</summary>
internal static class StateDictionary
{
    public static IReadOnlyList<KeyValuePair<string, Tensor>> Capture(torch.nn.Module module) => [.. module.state_dict()];

    public static void Load(torch.nn.Module module, SafetensorsFile file, string path)
    {
        // A model that has not been trained or used by a trainer may not be registered yet.
        (module as IModel)?.Complete();
        var state = module.state_dict();
        var problems = state.Keys.Where(name => !file.Entries.ContainsKey(name)).Select(name => $"'{name}' is in the model but not in the file")
            .Concat(file.Entries.Keys.Where(name => !state.ContainsKey(name)).Select(name => $"'{name}' is in the file but not in the model"))
            .Concat(state.Where(pair => file.Entries.TryGetValue(pair.Key, out var entry) && !entry.Shape.SequenceEqual(pair.Value.shape))
                .Select(pair => $"'{pair.Key}' has the shape [{string.Join(", ", file.Entries[pair.Key].Shape)}] in the file and [{string.Join(", ", pair.Value.shape)}] in the model"))
            .ToList();
        if (problems.Count > 0)
        {
            var rest = problems.Count > 10 ? $"; and {problems.Count - 10} more" : string.Empty;
            throw new LabException($"{path} does not fit the model: {string.Join("; ", problems.Take(10))}{rest}. The model must be built as it was when the file was written.");
        }

        foreach (var (name, tensor) in state)
        {
            file.CopyTo(name, tensor);
        }
    }
}
