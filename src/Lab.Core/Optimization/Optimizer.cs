namespace Lab.Optimization;

/// <summary>
/// Changes parameters along their gradients. Built after the model is on its device, over named parameters, so that its state is saved by name.
/// </summary>
public abstract class Optimizer : IDisposable
{
    /// <summary>An optimizer over the given groups.</summary>
    protected Optimizer(IReadOnlyList<ParameterGroup> groups)
    {
        ArgumentNullException.ThrowIfNull(groups);
        Groups = groups;
    }

    /// <summary>The parameters, in groups of common settings.</summary>
    public IReadOnlyList<ParameterGroup> Groups { get; }

    /// <summary>
    /// Applies one step with the gradients that the parameters hold; parameters without a gradient stay as they are. Runs without gradient recording, in a dispose scope.
    /// </summary>
    /// <param name="learningRate">The rate of the schedule, in units of the parameter per unit of the update; each group multiplies it by its own scale.</param>
    public abstract void Step(double learningRate);

    /// <summary>Drops all gradients.</summary>
    public void ZeroGradients()
    {
        foreach (var group in Groups)
        {
            foreach (var parameter in group.Parameters)
            {
                parameter.Value.grad = null;
            }
        }
    }

    /// <summary>The state, as tensors named <c>parameter-name/slot</c> (such as <c>fc.weight/exp_avg</c>). The tensors stay the optimizer's; copy what outlives the next step.</summary>
    public abstract IReadOnlyList<KeyValuePair<string, Tensor>> CaptureState();

    /// <summary>Continues from a state with the names that <see cref="CaptureState"/> gives; values are copied.</summary>
    /// <exception cref="LabException">A name is missing or unknown, or a shape differs.</exception>
    public abstract void RestoreState(IReadOnlyDictionary<string, Tensor> state);

    /// <summary>Frees the state.</summary>
    public void Dispose()
    {
        Dispose(disposing: true);
        GC.SuppressFinalize(this);
    }

    /// <summary>Frees the state.</summary>
    protected abstract void Dispose(bool disposing);
}
