namespace Lab.Optimization;

/// <summary>How the groups of an optimizer cover the trainable parameters.</summary>
/// <param name="InNoGroup">Trainable parameters that no group holds: they would stay as they are.</param>
/// <param name="InSeveralGroups">Parameters that are held more than once: they would be stepped more than once.</param>
/// <param name="Foreign">Parameters in a group that are not trainable parameters of the model or loss: frozen, or replaced by a move to another device.</param>
public sealed record ParameterCoverage(IReadOnlyList<string> InNoGroup, IReadOnlyList<string> InSeveralGroups, IReadOnlyList<string> Foreign)
{
    /// <summary>One sentence per problem, for a check before the run; empty if every trainable parameter is in one group.</summary>
    public IEnumerable<string> Problems()
    {
        if (InNoGroup.Count > 0)
        {
            yield return $"No parameter group holds {List(InNoGroup)}: add them to a group, or freeze them with requires_grad = false.";
        }

        if (InSeveralGroups.Count > 0)
        {
            yield return $"More than one parameter group holds {List(InSeveralGroups)}: keep each in one.";
        }

        if (Foreign.Count > 0)
        {
            yield return $"The optimizer holds {List(Foreign)}, which the model and the loss do not train: build the optimizer after the model is on its device and its layers are frozen.";
        }
    }

    private static string List(IReadOnlyList<string> names) =>
        $"{string.Join(", ", names.Take(5).Select(name => $"'{name}'"))}{(names.Count > 5 ? $" and {names.Count - 5} more parameters" : string.Empty)}";
}
