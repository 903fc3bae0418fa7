namespace Lab.Checkpoints;

/// <summary>The tensors of a run's hooks, as one dictionary: <c>hook/tensor</c>.</summary>
internal static class HookTensors
{
    private const char Separator = '/';

    public static IReadOnlyList<KeyValuePair<string, Tensor>> Capture(IReadOnlyList<Hook> hooks) =>
        [.. hooks.SelectMany(hook => ((ITensorStateful)hook).CaptureTensors().Select(pair => KeyValuePair.Create($"{hook.Name}{Separator}{pair.Key}", pair.Value)))];

    public static void Restore(IReadOnlyList<Hook> hooks, IReadOnlyDictionary<string, Tensor> tensors)
    {
        foreach (var hook in hooks)
        {
            var prefix = hook.Name + Separator;
            ((ITensorStateful)hook).RestoreTensors(
                tensors.Where(pair => pair.Key.StartsWith(prefix, StringComparison.Ordinal)).ToDictionary(pair => pair.Key[prefix.Length..], pair => pair.Value));
        }
    }

    /// <summary>What is wrong with the names, so that no tensor could be told from another hook's.</summary>
    public static IEnumerable<string> Problems(IReadOnlyList<Hook> hooks) =>
        hooks.Where(hook => hook.Name.Contains(Separator, StringComparison.Ordinal)).Select(hook => $"Hook {hook.Name} keeps tensors, so its name must not hold '{Separator}': override Name.")
            .Concat(hooks.GroupBy(hook => hook.Name).Where(group => group.Count() > 1).Select(group => $"Two hooks keep tensors under the name '{group.Key}': override Name in one of them, or add it once."));
}
