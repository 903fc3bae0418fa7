using MaskClassification.Data;
using MaskClassification.Models;

namespace MaskClassification.Tests.Models;

public sealed class MaskModelTests
{
    private static readonly Func<Model<Tensor, MaskLogits>>[] Models = [() => new JointMaskModel(new MaskModelOptions()), () => new HeadsMaskModel(new MaskModelOptions())];

    [TestCaseSource(nameof(Models))]
    public void Every_model_fills_in_all_four_parts(Func<Model<Tensor, MaskLogits>> create)
    {
        using var model = create();
        using var scope = torch.NewDisposeScope();
        model.eval();

        var output = model.call(torch.zeros(2, 3, MaskCollator.Height, MaskCollator.Width));

        Assert.That(model.ClassCount, Is.EqualTo(18));
        Assert.That(output.Joint.shape, Is.EqualTo(new long[] { 2, 18 }));
        Assert.That(output.Mask.shape, Is.EqualTo(new long[] { 2, 3 }));
        Assert.That(output.Gender.shape, Is.EqualTo(new long[] { 2, 2 }));
        Assert.That(output.Age.shape, Is.EqualTo(new long[] { 2, 3 }));
    }

    [Test]
    public void An_unknown_backbone_is_named_with_those_that_there_are() =>
        Assert.That(
            () => new JointMaskModel(new MaskModelOptions { Backbone = "resnet19" }),
            Throws.TypeOf<LabException>().With.Message.Contains("resnet19").And.Message.Contains("resnet18"));
}
