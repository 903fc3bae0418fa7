using Lab.Losses;
using MaskClassification.Data;
using MaskClassification.Losses;
using MaskClassification.Models;
using MaskClassification.Tests.Models;

namespace MaskClassification.Tests.Losses;

public sealed class MaskLossTests
{
    [Test]
    public void With_independent_heads_the_parts_sum_to_the_joint_cross_entropy()
    {
        using var scope = torch.NewDisposeScope();
        using var parts = new MaskPartsLoss(new MaskLossOptions());
        using var joint = new MaskJointLoss(new MaskLossOptions());
        var (output, target) = (Output(), Target(0, 5, 10, 17));

        Assert.That(parts.forward(output, target).item<float>(), Is.EqualTo(joint.forward(output, target).item<float>()).Within(1e-5));
    }

    [Test]
    public void A_hook_sets_the_weight_of_the_age()
    {
        using var scope = torch.NewDisposeScope();
        using var loss = new MaskPartsLoss(new MaskLossOptions());
        using var age = new CrossEntropyLoss();
        var (output, target) = (Output(), Target(0, 5, 10, 17));
        var arguments = new LossArguments();
        arguments.Set(WeightedSumLoss.Weight(MaskPartsLoss.Age), 3.0);

        var difference = loss.forward(output, target, arguments).item<float>() - loss.forward(output, target).item<float>();

        Assert.That(difference, Is.EqualTo(2 * age.forward(output.Age, target.Age).item<float>()).Within(1e-5));
    }

    [Test]
    public void Focal_loss_without_gamma_is_the_joint_cross_entropy()
    {
        using var scope = torch.NewDisposeScope();
        using var focal = new MaskFocalLoss(new MaskLossOptions { FocalGamma = 0 });
        using var joint = new MaskJointLoss(new MaskLossOptions());

        Assert.That(focal.forward(Output(), Target(1, 2, 3, 4)).item<float>(), Is.EqualTo(joint.forward(Output(), Target(1, 2, 3, 4)).item<float>()).Within(1e-5));
    }

    internal static MaskLabels Target(params int[] classes)
    {
        Tensor Of(Func<MaskLabel, long> part) => torch.tensor(classes.Select(index => part(MaskLabel.FromIndex(index))).ToArray());
        return new MaskLabels(Of(label => label.Index), Of(label => (long)label.Mask), Of(label => (long)label.Gender), Of(label => (long)label.Age));
    }

    private static MaskLogits Output() =>
        MaskLogits.FromParts(MaskLogitsTests.Numbers("mask", 4, 3), MaskLogitsTests.Numbers("gender", 4, 2), MaskLogitsTests.Numbers("age", 4, 3));
}
