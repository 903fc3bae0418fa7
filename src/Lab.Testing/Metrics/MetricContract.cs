using Lab.Native;

namespace Lab.Testing;

/// <summary>Checks that a metric depends on the samples only, merges, resets, and survives an interruption. Numbers may differ by 1e-12 of their size.</summary>
/// <example><code>
/// [Test]
/// public void It_keeps_the_contract() => MetricContract.Check(() => new MyMetric(), outputs, targets);
/// </code></example>
public static class MetricContract
{
    /// <summary>What is checked, in order.</summary>
    public static IReadOnlyList<ContractRule> Rules => MetricRules.All;

    /// <summary>Checks a metric of tensors.</summary>
    /// <param name="create">Makes a new metric with the same options each time.</param>
    /// <param name="outputs">Outputs of some samples, [samples, ...]. Some dozens that differ are a good test, ties and absent classes among them.</param>
    /// <param name="targets">Their targets, [samples, ...].</param>
    /// <exception cref="ContractException">Rules are broken; all of them at once.</exception>
    public static void Check(Func<Metric<Tensor, Tensor>> create, Tensor outputs, Tensor targets)
    {
        ArgumentNullException.ThrowIfNull(outputs);
        ArgumentNullException.ThrowIfNull(targets);
        Check(create, chosen => (Rows.Of(outputs, chosen), Rows.Of(targets, chosen)), (int)outputs.size(0));
    }

    /// <summary>Checks a metric of any outputs and targets.</summary>
    /// <param name="create">Makes a new metric with the same options each time.</param>
    /// <param name="batch">Gives the outputs and targets of the samples with the given numbers, in that order; called in a dispose scope.</param>
    /// <param name="samples">How many samples there are to choose from, at least 2.</param>
    /// <typeparam name="TOutput">The model's output.</typeparam>
    /// <typeparam name="TTarget">The targets.</typeparam>
    /// <exception cref="ContractException">Rules are broken; all of them at once.</exception>
    public static void Check<TOutput, TTarget>(Func<Metric<TOutput, TTarget>> create, Func<IReadOnlyList<int>, (TOutput Output, TTarget Target)> batch, int samples)
    {
        ArgumentNullException.ThrowIfNull(create);
        ArgumentNullException.ThrowIfNull(batch);
        ArgumentOutOfRangeException.ThrowIfLessThan(samples, 2);
        TorchRuntime.EnsureLoaded();
        var report = new ContractReport(create().GetType().Name);
        new MetricCheck<TOutput, TTarget>(create, batch, samples, report).Run();
        report.ThrowIfBroken();
    }
}
