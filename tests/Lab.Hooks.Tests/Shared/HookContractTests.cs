using Lab.Testing;

namespace Lab.Hooks.Tests.Shared;

/// <summary>Every ready hook keeps the contract of hooks.</summary>
[NonParallelizable]
public sealed class HookContractTests
{
    private static readonly Dictionary<string, Func<Hook>> Hooks = new()
    {
        ["progress"] = () => new ProgressHook(options: null, new FakeOutput(isTerminal: true).Console),
        ["progress in plain lines"] = () => new ProgressHook(options: null, new FakeOutput(isTerminal: false).Console),
        ["text log"] = () => new TextLogHook(),
        ["metrics file"] = () => new MetricsFileHook(new MetricsFileOptions { Every = 2.OptimizerSteps() }),
        ["TensorBoard"] = () => new TensorBoardHook(),
        ["early stopping"] = () => new EarlyStoppingHook(new EarlyStoppingOptions { Patience = 50.Epochs() }),
        ["early stopping that stops"] = () => new EarlyStoppingHook(new EarlyStoppingOptions { Patience = 1.Epochs(), MinimumChange = 10 }),
        ["checkpoints"] = () => new CheckpointHook(new CheckpointOptions { Every = 5.OptimizerSteps(), KeepLast = 2 }),
        ["learning rate"] = () => new LearningRateLog(),
        ["accumulation"] = () => new AccumulateGradients(2.Batches()),
        ["clipping by norm"] = () => new ClipGradientNorm(0.1),
        ["clipping by value"] = () => new ClipGradientValue(0.01),
        ["clipping by unit"] = () => new ClipGradientAdaptive(0.01),
        ["mixup"] = () => new MixBatches<Tensor, Tensor>(new MixOptions { MixupAlpha = 0.5, Probability = 0.8, Epochs = 3.Epochs() }),
        ["sharpness-aware minimization"] = () => new SharpnessAwareMinimization(0.05),
        ["exponential average"] = () => new ExponentialMovingAverage(0.9),
        ["stochastic average"] = () => new StochasticWeightAveraging(0.Epochs()),
    };

    private static IEnumerable<TestCaseData> Cases => Hooks.Select(entry => new TestCaseData(entry.Value).SetArgDisplayNames(entry.Key));

    [TestCaseSource(nameof(Cases))]
    public void It_keeps_the_contract(Func<Hook> create) => HookContract.Check(create);

    [Test]
    public void No_ready_hook_is_left_out() => Assert.That(
        Hooks.Values.Select(create => create()).Select(hook =>
        {
            using (hook)
            {
                var type = hook.GetType();
                return type.IsGenericType ? type.GetGenericTypeDefinition() : type;
            }
        }).Distinct(),
        Is.EquivalentTo(typeof(ProgressHook).Assembly.GetExportedTypes().Where(type => type.IsSubclassOf(typeof(Hook)) && !type.IsAbstract)));
}
