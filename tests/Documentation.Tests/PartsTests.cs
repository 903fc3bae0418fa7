using Lab.Testing;
using NUnit.Framework;
using static TorchSharp.torch;

namespace Documentation.Tests;

/// <summary>The tests that README shows, of the parts that it shows.</summary>
[NonParallelizable]
public sealed class PartsTests
{
    [Test]
    public void The_data_keeps_its_contract() => DatasetContract.Check(new Spirals(1000, seed: 1), new PointCollator());

    [Test]
    public void Hooks_keep_their_contract()
    {
        HookContract.Check(() => new StopWhenSolved());
        HookContract.Check(() => new FadingSmoothing());
    }

    [Test]
    public void The_model_keeps_its_contract()
    {
        using var points = linspace(-1, 1, 10).reshape(5, 2);
        ModelContract.Check(() => new SmallModel(new SmallModelOptions()), points);
    }
}
