using static TorchSharp.torch;
using Linear = TorchSharp.Modules.Linear;

namespace Lab.Testing.Tests;

[NonParallelizable]
public sealed class ModelContractTests
{
    private static readonly Dictionary<string, Func<Model<Tensor, Tensor>>[]> Breaking = new()
    {
        ["registered"] = [() => new HiddenLayers()],
        ["computes"] = [() => new Changed { After = (_, x) => x.view(1, -1).narrow(1, 0, 6) }],
        ["rows"] = [() => new Changed { After = (_, x) => x.mean([0]) }, () => new Changed { After = (_, x) => x.sum() }],
        ["modes"] = [() => new Changed { Before = (model, x) => Switched(model, x) }, () => new KeepsMode()],
        ["evaluation"] = [() => new Changed { Before = (_, x) => nn.functional.dropout(x, 0.5, training: true) }, () => new CountsBatches()],
        ["independent"] = [() => new Changed { Before = (_, x) => x - x.mean([0], keepdim: true) }],
        ["same-seed"] = [() => new Unkeyed()],
        ["state"] = [() => new HiddenScale()],
        ["gradients"] = [() => new Spare(), () => new Changed { After = (_, x) => x.detach() }],
        ["inputs"] = [() => new Changed { Before = (_, x) => x.mul_(0.5) }],
        ["features"] = [() => new OtherHead()],
        ["stages"] = [() => new Staged("first.weight"), () => new Staged("first.weight", "first.bias", "second.bias"), () => new Staged("first.weight", "first.bias", "first.bias")],
        ["no-leak"] = [() => new Changed { After = (_, x) => Kept(x) }],
    };

    private static IEnumerable<TestCaseData> Cases => Breaking.SelectMany(rule => rule.Value.Select((create, i) => new TestCaseData(rule.Key, create).SetArgDisplayNames(rule.Key, $"{i}")));

    [TestCaseSource(nameof(Cases))]
    public void A_model_that_breaks_a_rule_is_caught(string rule, Func<Model<Tensor, Tensor>> create) => Broken.Assert(rule, () => Check(create));

    [Test]
    public void Every_rule_has_a_model_that_breaks_it() => Assert.That(Breaking.Keys, Is.EquivalentTo(ModelContract.Rules.Select(rule => rule.Name)));

    private sealed class OtherHead : Model<Tensor, Tensor>, IFeatureModel<Tensor, Tensor>
    {
        private readonly Linear first = nn.Linear(4, 3);
        private readonly Linear head = nn.Linear(3, 2);

        public override Tensor forward(Tensor input) => head.call(Embed(input));

        public Tensor Embed(Tensor input) => first.call(input);

        public Tensor Answer(Tensor embedding) => head.call(embedding) * 2;
    }

    private sealed class Staged(params string[] stem) : Model<Tensor, Tensor>, IStagedModel
    {
        private readonly Linear first = nn.Linear(4, 3);
        private readonly Linear head = nn.Linear(3, 2);

        public IReadOnlyList<ModelStage> Stages => [new(ModelStage.Stem, stem), new(ModelStage.Head, ["head.weight", "head.bias"])];

        public override Tensor forward(Tensor input) => head.call(first.call(input));
    }

    [Test]
    public void A_model_that_tells_its_depths_right_passes() => Assert.That(() => Check(() => new Staged("first.weight", "first.bias")), Throws.Nothing);

    [Test]
    public void A_sound_model_passes() => Assert.That(() => Check(() => new Changed()), Throws.Nothing);

    [Test]
    public void A_parameter_that_is_known_to_get_no_gradient_is_let_through() =>
        Assert.That(() => Check(() => new Spare(), new ModelContractOptions { WithoutGradient = ["spare.weight", "spare.bias"] }), Throws.Nothing);

    private static void Check(Func<Model<Tensor, Tensor>> create, ModelContractOptions? options = null)
    {
        Lab.Native.TorchRuntime.EnsureLoaded();
        using var inputs = tensor(Enumerable.Range(0, 20).Select(i => (float)Math.Sin(3 * i)).ToArray(), [5, 4]);
        ModelContract.Check(create, inputs, options);
    }

    private static Tensor Kept(Tensor output)
    {
        output.clone().DetachFromDisposeScope();
        return output;
    }

    private static Tensor Switched(nn.Module model, Tensor input)
    {
        model.eval();
        return input;
    }

    /// <summary>Sound, with a place before and after the layers at which a case breaks it.</summary>
    private class Changed : Model<Tensor, Tensor>
    {
        private readonly Linear hidden = nn.Linear(4, 6);
        private readonly TorchSharp.Modules.BatchNorm1d norm = nn.BatchNorm1d(6);
        private readonly TorchSharp.Modules.Dropout dropout = nn.Dropout(0.2);
        private readonly Linear head = nn.Linear(6, 3);

        public Func<nn.Module, Tensor, Tensor> Before { get; init; } = (_, x) => x;

        public Func<nn.Module, Tensor, Tensor> After { get; init; } = (_, x) => x;

        public override Tensor forward(Tensor input) => After(this, head.call(dropout.call(nn.functional.relu(norm.call(hidden.call(Before(this, input)))))));
    }

    private sealed class HiddenLayers : Changed
    {
        private readonly List<Linear> layers = [nn.Linear(3, 3)];

        public override Tensor forward(Tensor input) => layers[0].call(base.forward(input));
    }

    private sealed class KeepsMode : Changed
    {
        public override void train(bool on = true)
        {
        }
    }

    private sealed class CountsBatches : Changed
    {
        private readonly Tensor batches = zeros(1);

        public override Tensor forward(Tensor input)
        {
            batches.add_(1);
            return base.forward(input);
        }
    }

    private sealed class Unkeyed : Changed
    {
        private static int all;
        private readonly TorchSharp.Modules.Parameter scale = nn.Parameter(full(1, 1.0 + Interlocked.Increment(ref all)));

        public override Tensor forward(Tensor input) => base.forward(input) * scale;
    }

    private sealed class HiddenScale : Changed
    {
        private readonly double _scale = Sample();

        public override Tensor forward(Tensor input) => base.forward(input) * _scale;

        private static double Sample()
        {
            using var number = rand(1);
            return number.item<float>();
        }
    }

    private sealed class Spare : Changed
    {
        private readonly Linear spare = nn.Linear(2, 2);

        public Linear Unused() => spare;
    }
}
