namespace Lab.Features;

/// <summary>What of a model comes before its head, as a model of its own. The parameters stay the other model's: this one is never disposed of.</summary>
internal sealed class ModelBody<TInput, TOutput> : Model<TInput, Tensor>
{
    private readonly Model<TInput, TOutput> model;
    private readonly Func<TInput, Tensor> _embed;

    public ModelBody(Model<TInput, TOutput> whole)
    {
        ((IModel)whole).Complete();
        model = whole;
        _embed = ModelHead<TInput, TOutput>.PartsOf(whole).Embed;
        RegisterComponents();
    }

    public override Tensor forward(TInput input) => _embed(input);
}
