using Lab.Testing;
using Lab.Tests;

namespace Lab.Vision.Tests.Networks;

/// <summary>Every registered backbone keeps the contract of models.</summary>
[NonParallelizable]
public sealed class BackboneContractTests
{
    [TestCaseSource(typeof(Backbones), nameof(Backbones.Names))]
    public void It_keeps_the_contract(string name)
    {
        const int Size = 32;
        using var images = torch.tensor(FormulaNumbers.U01("images", ModelContract.LargestBatch * 3 * Size * Size).Select(number => (float)number).ToArray(), [ModelContract.LargestBatch, 3, Size, Size]);
        ModelContract.Check(() => Backbones.Create(name, 3), images);
    }
}
