namespace Lab.Weights;

/// <summary>From a file's names to a module's.</summary>
internal static class WeightNames
{
    // What DataParallel and DistributedDataParallel, and torch.compile, put before every name.
    private static readonly string[] Wrappers = ["module.", "_orig_mod."];

    /// <summary>The file's name by the module's.</summary>
    /// <exception cref="LabException">Two entries of the file have one name in the module.</exception>
    public static Dictionary<string, string> Match(WeightFile file, IReadOnlyDictionary<string, Tensor> state, WeightLoading loading)
    {
        var published = WithoutWrappers(file.Entries.Keys.ToDictionary(name => name), state);
        if (loading.Prefix.Length > 0)
        {
            published = published.Where(pair => pair.Key.StartsWith(loading.Prefix, StringComparison.Ordinal)).ToDictionary(pair => pair.Key[loading.Prefix.Length..], pair => pair.Value);
            if (published.Count == 0)
            {
                throw new LabException($"No entry of {file.Path} begins with '{loading.Prefix}'; the first are {string.Join(", ", file.Entries.Keys.Take(5))}.");
            }
        }

        var names = loading.Rename?.Invoke(published.Keys) ?? published.Keys.ToDictionary(name => name);
        var own = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var (theirs, ours) in names)
        {
            if (!own.TryAdd(ours, published[theirs]))
            {
                throw new LabException($"'{own[ours]}' and '{published[theirs]}' of {file.Path} are both '{ours}' in the model.");
            }
        }

        return own;
    }

    private static Dictionary<string, string> WithoutWrappers(Dictionary<string, string> published, IReadOnlyDictionary<string, Tensor> state)
    {
        while (published.Count > 0 && Wrappers.FirstOrDefault(wrapper => published.Keys.All(Begins(wrapper)) && !state.Keys.All(Begins(wrapper))) is { } wrapper)
        {
            published = published.ToDictionary(pair => pair.Key[wrapper.Length..], pair => pair.Value);
        }

        return published;
    }

    private static Func<string, bool> Begins(string prefix) => name => name.StartsWith(prefix, StringComparison.Ordinal);
}
