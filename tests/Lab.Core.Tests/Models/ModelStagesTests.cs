using Lab.Tests.Training;

namespace Lab.Tests.Models;

public sealed class ModelStagesTests
{
    [Test]
    public void A_model_that_holds_one_staged_network_has_its_stages_and_everything_else_in_the_head()
    {
        using var model = new HeadedModel();
        var stages = ModelStages.Of(model)!;

        Assert.That(stages.Select(stage => stage.Name), Is.EqualTo(["stem", "blocks.0", "blocks.1", "head"]));
        Assert.That(stages[0].Parameters, Is.EqualTo(["backbone.token", "backbone.stem.weight", "backbone.stem.bias"]));
        Assert.That(stages[^1].Parameters, Is.EqualTo(["backbone.head.weight", "backbone.head.bias", "first.weight", "first.bias", "second.weight", "second.bias"]));
        Assert.That(stages.SelectMany(stage => stage.Parameters), Is.EquivalentTo(model.named_parameters().Select(pair => pair.name)));
    }

    [Test]
    public void A_model_that_knows_no_depths_or_holds_two_networks_has_none()
    {
        using var plain = new ToyModel();
        using var two = torch.nn.Sequential(("left", new StagedNetwork()), ("right", new StagedNetwork()));

        Assert.That(ModelStages.Of(plain), Is.Null);
        Assert.That(ModelStages.Of(two), Is.Null);
    }

    [Test]
    public void Parts_are_found_by_stage_by_the_beginning_of_names_and_by_pattern()
    {
        using var model = new HeadedModel();
        var parts = new ModelParts(model, loss: null);

        Assert.That(parts.Find("stem"), Is.EquivalentTo(["backbone.token", "backbone.stem.weight", "backbone.stem.bias"]));
        Assert.That(parts.Find("blocks"), Has.Count.EqualTo(6));
        Assert.That(parts.Find("backbone"), Has.Count.EqualTo(11), "the field's own head too, as its names begin so");
        Assert.That(parts.Find("backbone.blocks.0"), Has.Count.EqualTo(2));
        Assert.That(parts.Find("*.bias"), Has.Count.EqualTo(7));
        Assert.That(parts.Find("fir"), Is.Empty);
    }
}
