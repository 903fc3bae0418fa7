namespace Lab;

/// <summary>
/// State that is tensors, which a checkpoint holds as safetensors and a resume restores. Implemented by <see cref="OptimHook"/>s, beside <see cref="IStateful{TState}"/> where there are
/// plain values too. The names of such hooks hold no <c>/</c>.
/// </summary>
public interface ITensorStateful
{
    /// <summary>
    /// The state, by names of the hook's own; none where there is nothing to keep yet. Called when a checkpoint is written, which lies between two optimizer steps. The tensors stay the hook's.
    /// </summary>
    IReadOnlyList<KeyValuePair<string, Tensor>> CaptureTensors();

    /// <summary>Continues from a state with the names that <see cref="CaptureTensors"/> gave. The tensors end with the call: copy their values. Plain state has been restored before.</summary>
    /// <exception cref="LabException">A name is missing or unknown, or a shape differs.</exception>
    void RestoreTensors(IReadOnlyDictionary<string, Tensor> state);
}
