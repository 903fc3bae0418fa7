namespace Lab.Inference;

/// <summary>A model from a batch of inputs to the logits of each of its heads, whatever its own output type is: what exports, bundles and predictors work with.</summary>
internal abstract class InferenceModel : IDisposable
{
    protected InferenceModel(torch.nn.Module module, IReadOnlyList<ModelHead> heads) => (Module, Heads) = (module, heads);

    /// <summary>The module, for its weights.</summary>
    public torch.nn.Module Module { get; }

    /// <summary>What the model answers; the first is the main one. At least one.</summary>
    public IReadOnlyList<ModelHead> Heads { get; }

    /// <summary>A model whose output is the logits [N, classes] of one head, called <see cref="ModelHead.Only"/>.</summary>
    /// <param name="model">The model, which the result owns.</param>
    /// <param name="labels">The names of the classes.</param>
    public static InferenceModel Of(Model<Tensor, Tensor> model, IReadOnlyList<string> labels)
    {
        ArgumentNullException.ThrowIfNull(model);
        ArgumentNullException.ThrowIfNull(labels);
        return new OutputModel<Tensor>(model, [new OutputHead<Tensor>(new ModelHead(ModelHead.Only, labels), logits => logits)], owner: model);
    }

    /// <summary>The logits [N, classes] of each head, in order, in the current dispose scope. Call it in evaluation mode and without gradients.</summary>
    /// <param name="input">A batch of N inputs.</param>
    /// <exception cref="LabException">A head has another number of classes than of labels.</exception>
    public IReadOnlyList<Tensor> Forward(Tensor input) => Logits(Call(input));

    /// <summary>What the model itself gives for a batch, of its own output type.</summary>
    public abstract object Call(Tensor input);

    /// <summary>The logits [N, classes] of each head, in order.</summary>
    /// <param name="output">What <see cref="Call"/> gave.</param>
    /// <exception cref="LabException">A head has another number of classes than of labels.</exception>
    public abstract IReadOnlyList<Tensor> Logits(object output);

    /// <summary>Disposes of the model, if this object owns it.</summary>
    public void Dispose()
    {
        Dispose(disposing: true);
        GC.SuppressFinalize(this);
    }

    /// <summary>Disposes of the model, if this object owns it.</summary>
    protected abstract void Dispose(bool disposing);
}
