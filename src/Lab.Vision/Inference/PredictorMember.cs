namespace Lab.Vision;

/// <summary>A loaded model, ready to compute. Belongs to one thread at a time.</summary>
internal abstract class PredictorMember(ModelCard card) : IDisposable
{
    public ModelCard Card => card;

    /// <summary>Whether computing makes tensors of torch.</summary>
    public abstract bool UsesTorch { get; }

    /// <summary>For each head, logits [N, labels].</summary>
    public abstract IReadOnlyList<float[]> Logits(ImageBatch images);

    public abstract void Dispose();
}
