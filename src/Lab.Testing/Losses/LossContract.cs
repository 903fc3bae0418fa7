using Lab.Native;

namespace Lab.Testing;

/// <summary>Checks that a loss is a finite mean over samples, and that its gradient is its derivative.</summary>
/// <example><code>
/// [Test]
/// public void It_keeps_the_contract() => LossContract.Check(() => new MyLoss(), outputs, targets);
/// </code></example>
public static class LossContract
{
    /// <summary>What is checked, in order.</summary>
    public static IReadOnlyList<ContractRule> Rules => LossRules.All;

    /// <summary>Checks a loss of tensors. It is moved to float64.</summary>
    /// <param name="create">Makes a new loss with the same options each time; the kit disposes of it.</param>
    /// <param name="outputs">Outputs of some samples, [samples, ...]; they are taken as float64. A handful is enough.</param>
    /// <param name="targets">Their targets, [samples, ...].</param>
    /// <exception cref="ContractException">Rules are broken; all of them at once.</exception>
    public static void Check(Func<Loss<Tensor, Tensor>> create, Tensor outputs, Tensor targets)
    {
        ArgumentNullException.ThrowIfNull(outputs);
        ArgumentNullException.ThrowIfNull(targets);
        Check(create, chosen => (Rows.Of(outputs, chosen).to(torch.float64), Rows.Of(targets, chosen)), (int)outputs.size(0));
    }

    /// <summary>Checks a loss of any outputs and targets. It is moved to float64.</summary>
    /// <param name="create">Makes a new loss with the same options each time; the kit disposes of it.</param>
    /// <param name="batch">
    /// Gives the outputs and targets of the samples with the given numbers, in that order, which may name a sample twice; called in a dispose scope. Tensors of the
    /// output are in float64, and new ones at each call.
    /// </param>
    /// <param name="samples">How many samples there are to choose from.</param>
    /// <typeparam name="TOutput">The model's output: a tensor, or a record, tuple or list of them.</typeparam>
    /// <typeparam name="TTarget">The targets, likewise.</typeparam>
    /// <exception cref="ArgumentException">The output holds no tensor in float64.</exception>
    /// <exception cref="ContractException">Rules are broken; all of them at once.</exception>
    public static void Check<TOutput, TTarget>(Func<Loss<TOutput, TTarget>> create, Func<IReadOnlyList<int>, (TOutput Output, TTarget Target)> batch, int samples)
    {
        ArgumentNullException.ThrowIfNull(create);
        ArgumentNullException.ThrowIfNull(batch);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(samples);
        TorchRuntime.EnsureLoaded();
        using var loss = create();
        ((IModel)loss).Complete();
        loss.to(torch.float64);
        loss.train();
        var report = new ContractReport(loss.GetType().Name);
        new LossCheck<TOutput, TTarget>(loss, batch, samples, report).Run();
        report.ThrowIfBroken();
    }
}
