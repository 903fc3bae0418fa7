using Lab.Native;

namespace Lab.Testing;

/// <summary>Checks that a model hides nothing from optimizer and checkpoints, honours its modes, and answers for each sample by itself.</summary>
/// <example><code>
/// [Test]
/// public void It_keeps_the_contract() => ModelContract.Check(() => new MyModel(new MyModelOptions()), images);
/// </code></example>
public static class ModelContract
{
    /// <summary>The largest batch that a check asks for.</summary>
    public const int LargestBatch = 5;

    /// <summary>What is checked, in order.</summary>
    public static IReadOnlyList<ContractRule> Rules => ModelRules.All;

    /// <summary>Checks a model of one tensor.</summary>
    /// <param name="create">Makes a new model with the same options each time; the kit keys its weights and disposes of it.</param>
    /// <param name="inputs">At least five samples that differ, [samples, ...].</param>
    /// <param name="options">What the model does on purpose; defaults if null.</param>
    /// <typeparam name="TOutput">What <c>forward</c> returns: a tensor, or a record, tuple or list of them.</typeparam>
    /// <exception cref="ContractException">Rules are broken; all of them at once.</exception>
    public static void Check<TOutput>(Func<Model<Tensor, TOutput>> create, Tensor inputs, ModelContractOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(inputs);
        ArgumentOutOfRangeException.ThrowIfLessThan(inputs.size(0), LargestBatch, nameof(inputs));
        Check(create, samples => inputs.narrow(0, 0, samples).clone(), options);
    }

    /// <summary>Checks a model of any input.</summary>
    /// <param name="create">Makes a new model with the same options each time; the kit keys its weights and disposes of it.</param>
    /// <param name="inputs">Gives a batch of the first so many samples, up to <see cref="LargestBatch"/>: always the same ones, in new tensors; called in a dispose scope.</param>
    /// <param name="options">What the model does on purpose; defaults if null.</param>
    /// <typeparam name="TInput">What <c>forward</c> takes: a tensor, or a record, tuple or list of them.</typeparam>
    /// <typeparam name="TOutput">What <c>forward</c> returns, likewise.</typeparam>
    /// <exception cref="ContractException">Rules are broken; all of them at once.</exception>
    public static void Check<TInput, TOutput>(Func<Model<TInput, TOutput>> create, Func<int, TInput> inputs, ModelContractOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(create);
        ArgumentNullException.ThrowIfNull(inputs);
        TorchRuntime.EnsureLoaded();
        using var model = ModelCheck<TInput, TOutput>.Build(create);
        var report = new ContractReport(model.GetName());
        new ModelCheck<TInput, TOutput>(create, model, inputs, options ?? new ModelContractOptions(), report).Run();
        report.ThrowIfBroken();
    }
}
