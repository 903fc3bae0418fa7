namespace Lab.Optimization;

/// <summary>The tensors of several updates as lists, for kernels that take lists.</summary>
internal static class ParameterUpdates
{
    public static Tensor[] Parameters(this IReadOnlyList<ParameterUpdate> updates) => Collect(updates, update => update.Parameter);

    public static Tensor[] Gradients(this IReadOnlyList<ParameterUpdate> updates) => Collect(updates, update => update.Gradient);

    public static Tensor[] Slots(this IReadOnlyList<ParameterUpdate> updates, int slot) => Collect(updates, update => update.Slot(slot));

    private static Tensor[] Collect(IReadOnlyList<ParameterUpdate> updates, Func<ParameterUpdate, Tensor> select)
    {
        var tensors = new Tensor[updates.Count];
        for (var i = 0; i < tensors.Length; i++)
        {
            tensors[i] = select(updates[i]);
        }

        return tensors;
    }
}
