namespace Lab.Inference;

/// <summary>An <see cref="InferenceModel"/> over a model of any output type.</summary>
/// <param name="model">The model.</param>
/// <param name="heads">Where each head's logits are.</param>
/// <param name="owner">What ends with this object, or null.</param>
internal sealed class OutputModel<TOutput>(Model<Tensor, TOutput> model, IReadOnlyList<OutputHead<TOutput>> heads, IDisposable? owner)
    : InferenceModel(model, [.. heads.Select(head => head.Head)])
{
    public override object Call(Tensor input) => model.call(input)!;

    public override IReadOnlyList<Tensor> Logits(object output)
    {
        var logits = new Tensor[heads.Count];
        for (var i = 0; i < logits.Length; i++)
        {
            logits[i] = heads[i].Logits((TOutput)output);
            if (logits[i].dim() != 2 || logits[i].size(1) != heads[i].Head.Labels.Count)
            {
                throw new LabException($"Head '{heads[i].Head.Name}' gives logits [{string.Join(", ", logits[i].shape)}] where [N, {heads[i].Head.Labels.Count}] is needed: one for each of its labels {string.Join(", ", heads[i].Head.Labels.Take(20))}.");
            }
        }

        return logits;
    }

    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            owner?.Dispose();
        }
    }
}
