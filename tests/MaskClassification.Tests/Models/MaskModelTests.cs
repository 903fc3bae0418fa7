using Lab.Vision;
using Lab.Weights;
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

        var output = model.call(torch.zeros(2, 3, 128, 96));

        Assert.That(model.ClassCount, Is.EqualTo(18));
        Assert.That(output.Joint.shape, Is.EqualTo(new long[] { 2, 18 }));
        Assert.That(output.Mask.shape, Is.EqualTo(new long[] { 2, 3 }));
        Assert.That(output.Gender.shape, Is.EqualTo(new long[] { 2, 2 }));
        Assert.That(output.Age.shape, Is.EqualTo(new long[] { 2, 3 }));
    }

    [Test]
    public void Published_weights_reach_the_backbone_and_leave_the_heads_alone()
    {
        using var folder = new TemporaryFolder();
        using var published = Backbones.Create("resnet10_slim", 1000);
        var path = Path.Combine(folder.Path, "weights.safetensors");
        using (var file = File.Create(path))
        {
            SafetensorsWriter.Write(file, [.. published.state_dict()]);
        }

        var options = new MaskModelOptions { Pretrained = path };
        foreach (var model in new Model<Tensor, MaskLogits>[] { new JointMaskModel(options), new HeadsMaskModel(options) })
        {
            using (model)
            {
                var report = model.LoadPretrainedParts().Single();

                Assert.That(report.IsComplete && report.Replaced.Count == 2, report.ToString());
                Assert.That(model.state_dict()["backbone.conv1.weight"].equal(published.state_dict()["conv1.weight"]).all().item<bool>());
            }
        }
    }

    [TestCaseSource(nameof(Models))]
    public void Every_model_knows_its_depths_and_what_comes_before_its_heads(Func<Model<Tensor, MaskLogits>> create)
    {
        using var model = create();
        using var scope = torch.NewDisposeScope();
        model.eval();
        var pictures = torch.rand(2, 3, 64, 64);
        var parts = (IFeatureModel<Tensor, MaskLogits>)model;

        Assert.That(parts.Answer(parts.Embed(pictures)).Joint.allclose(model.call(pictures).Joint, 1e-4, 1e-5));
        Assert.That(ModelStages.Of(model)!.SelectMany(stage => stage.Parameters), Is.EquivalentTo(model.named_parameters().Select(pair => pair.name)));
    }

    [TestCase("resnet18", true)]
    [TestCase("resnet19", false)]
    [TestCase("", false)]
    [TestCase(null, false)]
    public void Only_known_backbones_pass_the_check_of_options(string? name, bool expected)
    {
        var check = new BackboneNameAttribute();

        Assert.That(check.IsValid(name), Is.EqualTo(expected));
        Assert.That(check.FormatErrorMessage(nameof(MaskModelOptions.Backbone)), Does.Contain("resnet34"));
    }
}
