using Lab.Testing;
using MaskClassification.Data;
using MaskClassification.Hooks;
using MaskClassification.Losses;
using MaskClassification.Metrics;
using MaskClassification.Models;
using MaskClassification.Tests.Losses;
using MaskClassification.Tests.Models;
using Microsoft.Extensions.Logging.Abstractions;

namespace MaskClassification.Tests.Contracts;

/// <summary>The experiment's own parts keep the contracts, as an experiment's tests would check.</summary>
[NonParallelizable]
public sealed class ContractTests
{
    private static readonly Func<Hook>[] Hooks =
    [
        () => new AgeWeightSchedule(new AgeWeightOptions()),
        () => new SlowestBatches(NullLogger<SlowestBatches>.Instance),
        () => new WeakestPart(NullLogger<WeakestPart>.Instance),
    ];

    private static readonly Func<Loss<MaskLogits, MaskLabels>>[] Losses =
        [() => new MaskJointLoss(new MaskLossOptions()), () => new MaskFocalLoss(new MaskLossOptions()), () => new MaskPartsLoss(new MaskLossOptions())];

    private static readonly Func<Model<Tensor, MaskLogits>>[] Models = [() => new JointMaskModel(new MaskModelOptions()), () => new HeadsMaskModel(new MaskModelOptions())];

    [TestCaseSource(nameof(Hooks))]
    public void A_hook_keeps_the_contract(Func<Hook> create) => HookContract.Check(create);

    [TestCaseSource(nameof(Losses))]
    public void A_loss_keeps_the_contract(Func<Loss<MaskLogits, MaskLabels>> create) =>
        LossContract.Check(create, chosen => (Output(chosen), MaskLossTests.Target([.. chosen.Select(ClassOf)])), samples: 6);

    [Test]
    public void The_metrics_keep_the_contract() => MetricContract.Check(MaskMetrics.Create, chosen => (Output(chosen), MaskLossTests.Target([.. chosen.Select(ClassOf)])), samples: 30);

    [TestCaseSource(nameof(Models))]
    public void A_model_keeps_the_contract(Func<Model<Tensor, MaskLogits>> create)
    {
        using var images = MaskLogitsTests.Numbers("images", ModelContract.LargestBatch, 3 * 64 * 48).to(torch.float32).reshape(ModelContract.LargestBatch, 3, 64, 48);
        ModelContract.Check(create, images);
    }

    [Test]
    public void The_drawn_faces_keep_the_contract()
    {
        using var folder = new TemporaryFolder();
        var splits = new MaskData(
            new MaskDataOptions { DrawnPeople = 6, DrawnTestPeople = 6 }, new SplitOptions(), new RunOptions { Output = folder.Path }, NullLogger<MaskData>.Instance).Open();

        DatasetContract.Check(splits.Train!, new MaskCollator(new MaskPictureOptions(), new MaskAugmentationOptions(), new Lab.Vision.ImageDecodingOptions()));
        DatasetContract.Check(splits.Test!, new MaskCollator(new MaskPictureOptions(), new MaskAugmentationOptions(), new Lab.Vision.ImageDecodingOptions()));
    }

    private static int ClassOf(int sample) => sample * sample % MaskLabel.Classes;

    private static MaskLogits Output(IReadOnlyList<int> chosen) => MaskLogits.FromParts(Numbers("mask", chosen, 3), Numbers("gender", chosen, 2), Numbers("age", chosen, 3));

    private static Tensor Numbers(string key, IReadOnlyList<int> chosen, int count) => torch.stack(chosen.Select(sample => MaskLogitsTests.Numbers($"{key} {sample}", count, 1).reshape(count).to(torch.float64)));
}
