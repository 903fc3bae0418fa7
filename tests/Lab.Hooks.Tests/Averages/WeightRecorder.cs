namespace Lab.Hooks.Tests.Averages;

/// <summary>Writes down the model's state after every step, in plain numbers.</summary>
internal sealed class WeightRecorder : OptimHook
{
    private torch.nn.Module _model = null!;

    public List<Dictionary<string, double[]>> AfterSteps { get; } = [];

    public static Dictionary<string, double[]> Numbers(IEnumerable<KeyValuePair<string, Tensor>> state)
    {
        using var scope = torch.NewDisposeScope();
        return state.ToDictionary(pair => pair.Key, pair => pair.Value.detach().to(torch.ScalarType.Float64).data<double>().ToArray());
    }

    public override void Attach(OptimParts parts) => _model = parts.Model;

    public override void Step(StepContext step, StepDelegate next)
    {
        next(step);
        AfterSteps.Add(Numbers(_model.state_dict()));
    }
}
