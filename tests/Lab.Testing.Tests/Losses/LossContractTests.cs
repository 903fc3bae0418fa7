namespace Lab.Testing.Tests;

[NonParallelizable]
public sealed class LossContractTests
{
    private static readonly Dictionary<string, Func<FormulaLoss>> Breaking = new()
    {
        ["computes"] = () => new FormulaLoss((_, _) => throw new InvalidOperationException("no such thing")),
        ["scalar"] = () => new FormulaLoss((output, target) => (output - target).square().mean([1])),
        ["finite"] = () => new FormulaLoss((output, target) => (output - target).square().mean() / 0.0),
        ["gradient"] = () => new FormulaLoss((output, target) => (output - target).gt(0).to(torch.float64).mean() + (output * 0).sum()),
        ["gradient-agrees"] = () => new FormulaLoss((output, target) => ((output - target) * (output - target).detach()).mean()),
        ["mean"] = () => new FormulaLoss((output, target) => (output - target).square().sum()),
        ["same-bits"] = () => new Drifting(),
        ["inputs"] = () => new FormulaLoss((output, target) => (output - target.mul_(0.5)).square().mean()),
        ["no-leak"] = () => new Keeping(),
    };

    private static IEnumerable<TestCaseData> Cases => Breaking.Select(rule => new TestCaseData(rule.Key, rule.Value).SetArgDisplayNames(rule.Key));

    [TestCaseSource(nameof(Cases))]
    public void A_loss_that_breaks_a_rule_is_caught(string rule, Func<Loss<Tensor, Tensor>> create) => Broken.Assert(rule, () => Check(create));

    [Test]
    public void Every_rule_has_a_loss_that_breaks_it() => Assert.That(Breaking.Keys, Is.EquivalentTo(LossContract.Rules.Select(rule => rule.Name)));

    [Test]
    public void A_sound_loss_passes() => Assert.That(() => Check(() => new FormulaLoss((output, target) => (output - target).square().mean())), Throws.Nothing);

    [Test]
    [SetCulture("de-DE")]
    public void Numbers_in_what_was_seen_are_written_alike_in_every_culture() =>
        Assert.That(() => Check(Breaking["gradient-agrees"]), Throws.TypeOf<ContractException>().With.Message.Match(@"the gradient is -?\d+\.\d+.*, the difference quotient -?\d+\.\d+"));

    [Test]
    public void A_loss_of_a_record_is_measured_in_each_of_its_tensors()
    {
        Broken.Assert("gradient-agrees", () => CheckPair(detach: true), "Second");
        Assert.That(() => CheckPair(detach: false), Throws.Nothing);
    }

    [Test]
    public void Outputs_that_are_not_in_float64_are_refused() =>
        Assert.That(() => LossContract.Check(() => new FormulaLoss((output, _) => output.mean()), chosen => (torch.zeros(chosen.Count), torch.zeros(chosen.Count)), 2), Throws.ArgumentException.With.Message.Contains("float64"));

    private static void CheckPair(bool detach) => LossContract.Check(
        () => new PairLoss(detach), chosen => (new Pair(Numbers(chosen, 1), Numbers(chosen, 2)), Numbers(chosen, 3)), 4);

    private static void Check(Func<Loss<Tensor, Tensor>> create)
    {
        using var outputs = Numbers([0, 1, 2, 3, 4], 1);
        using var targets = Numbers([0, 1, 2, 3, 4], 2);
        LossContract.Check(create, outputs, targets);
    }

    private static Tensor Numbers(IReadOnlyList<int> samples, int stream) =>
        torch.tensor(samples.SelectMany(sample => new[] { Math.Sin(stream + (7 * sample)), Math.Cos(stream * (1 + sample)) }).ToArray(), [samples.Count, 2]);

    private sealed record Pair(Tensor First, Tensor Second);

    private sealed class PairLoss(bool detach) : Loss<Pair, Tensor>
    {
        public override Tensor forward(Pair output, Tensor target, LossArguments arguments) =>
            (output.First - target).square().mean() + ((detach ? output.Second.detach() : output.Second) * target).mean();
    }

    private class FormulaLoss(Func<Tensor, Tensor, Tensor> formula) : Loss<Tensor, Tensor>
    {
        public override Tensor forward(Tensor output, Tensor target, LossArguments arguments) => formula(output, target);
    }

    private sealed class Drifting() : FormulaLoss((output, target) => (output - target).square().mean())
    {
        private double _calls;

        public override Tensor forward(Tensor output, Tensor target, LossArguments arguments) => base.forward(output, target, arguments) + (1e-3 * _calls++);
    }

    private sealed class Keeping() : FormulaLoss((output, target) => (output - target).square().mean())
    {
        private readonly List<Tensor> _kept = [];

        public override Tensor forward(Tensor output, Tensor target, LossArguments arguments)
        {
            _kept.Add(output.detach().clone().DetachFromDisposeScope());
            return base.forward(output, target, arguments);
        }
    }
}
