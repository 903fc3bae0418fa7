namespace Lab.Vision;

/// <summary>A loaded model, ready to compute. Belongs to one thread at a time.</summary>
internal abstract class PredictorMember(ModelCard card) : IDisposable
{
    public ModelCard Card => card;

    /// <summary>Whether computing makes tensors of torch.</summary>
    public abstract bool UsesTorch { get; }

    /// <summary>Computes the logits of each head.</summary>
    /// <param name="images">What to compute for.</param>
    /// <param name="read">Is called for each head.</param>
    public abstract void Compute(ImageBatch images, LogitsReader read);

    public abstract void Dispose();
}
