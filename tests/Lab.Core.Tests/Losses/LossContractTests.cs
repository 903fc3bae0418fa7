using Lab.Losses;
using Lab.Testing;

namespace Lab.Tests.Losses;

/// <summary>Every loss keeps the contract of losses.</summary>
[NonParallelizable]
public sealed class LossContractTests
{
    private const int Samples = 6;
    private const int Classes = 3;

    private static readonly Dictionary<string, Func<Loss<Tensor, Tensor>>> OfClasses = new()
    {
        ["cross entropy"] = () => new CrossEntropyLoss(),
        ["cross entropy, weighted and smoothed"] = () => new CrossEntropyLoss([1, 2, 3], 0.1),
        ["cross entropy, weights over samples"] = () => new CrossEntropyLoss([1, 2, 3], 0.1, WeightNormalization.Samples),
        ["focal"] = () => new FocalLoss(2, [1, 2, 3]),
        ["soft macro F1"] = () => new SoftMacroF1Loss(),
        ["weighted sum"] = () => new WeightedSumLoss<Tensor, Tensor>().Add("entropy", new CrossEntropyLoss()).Add("focal", new FocalLoss(), weight: 0.5),
        ["select"] = () => new SelectLoss<Tensor, Tensor, Tensor, Tensor>(output => output.mul(output), target => target, new CrossEntropyLoss()),
    };

    private static IEnumerable<TestCaseData> Cases => OfClasses.Select(entry => new TestCaseData(entry.Value).SetArgDisplayNames(entry.Key));

    [TestCaseSource(nameof(Cases))]
    public void A_loss_of_classes_keeps_the_contract(Func<Loss<Tensor, Tensor>> create)
    {
        using var logits = Logits();
        using var classes = torch.tensor(new long[] { 0, 1, 2, 2, 1, 0 });
        LossContract.Check(create, logits, classes);
    }

    [Test]
    public void The_loss_of_soft_targets_keeps_the_contract()
    {
        using var logits = Logits();
        using var targets = torch.tensor(FormulaNumbers.U01("soft targets", Samples * Classes), [Samples, Classes]);
        using var shares = targets / targets.sum(1, keepdim: true);
        LossContract.Check(() => new SoftTargetCrossEntropyLoss(), logits, shares);
    }

    [Test]
    public void The_binary_loss_keeps_the_contract()
    {
        using var logits = Logits();
        using var targets = logits.gt(0).to(torch.float64);
        LossContract.Check(() => new BinaryCrossEntropyLoss([1, 2, 3]), logits, targets);
    }

    private static Tensor Logits() => torch.tensor(FormulaNumbers.U01("contract", Samples * Classes).Select(number => (4 * number) - 2).ToArray(), [Samples, Classes]);
}
