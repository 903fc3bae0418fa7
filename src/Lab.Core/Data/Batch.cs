namespace Lab;

/// <summary>Some samples, ready for a model.</summary>
/// <typeparam name="TInput">What the model takes.</typeparam>
/// <typeparam name="TTarget">What the loss and the metrics compare with.</typeparam>
/// <param name="Input">The model's input.</param>
/// <param name="Target">The targets.</param>
/// <param name="Indices">The samples' indices in their data set, one per row.</param>
public sealed record Batch<TInput, TTarget>(TInput Input, TTarget Target, IReadOnlyList<int> Indices)
{
    /// <summary>How many samples the batch holds.</summary>
    public int Count => Indices.Count;
}
