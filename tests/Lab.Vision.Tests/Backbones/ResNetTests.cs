using Lab.Tests;

namespace Lab.Vision.Tests.Networks;

public sealed class ResNetTests
{
    [Test]
    public void It_agrees_with_the_reference_on_images_that_are_not_square()
    {
        using var model = Backbones.Create("resnet18", 0);

        ReferenceBackbones.Check(model, SharedFiles.RequireJson("reference/backbones/resnet18@128x96.json"));
    }

    [Test]
    public void The_slim_network_is_small()
    {
        using var model = Backbones.Create("resnet10_slim", 18);

        Assert.That(model.parameters().Sum(parameter => parameter.numel()), Is.InRange(250_000, 1_000_000));
    }

    [Test]
    public void Names_are_those_of_published_weights()
    {
        using var model = Backbones.Create("resnet34", 1000);
        var names = model.state_dict().Keys.ToArray();

        Assert.That(names, Has.Length.EqualTo(218));
        Assert.That(names[..7], Is.EqualTo(new[]
        {
            "conv1.weight", "bn1.weight", "bn1.bias", "bn1.running_mean", "bn1.running_var", "bn1.num_batches_tracked", "layer1.0.conv1.weight",
        }));
        Assert.That(names, Does.Contain("layer2.0.downsample.1.running_var").And.Contain("layer3.5.bn2.bias"));
        Assert.That(names[^2..], Is.EqualTo(new[] { "fc.weight", "fc.bias" }));
    }

    [Test]
    public void Blocks_begin_as_the_identity_and_convolutions_with_variance_two_by_outputs()
    {
        using var model = Backbones.Create("resnet18", 10);
        using var scope = torch.NewDisposeScope();
        var state = model.state_dict();

        Assert.That(state.Where(entry => entry.Key.EndsWith("bn2.weight", StringComparison.Ordinal)).Select(entry => entry.Value.abs().sum().item<float>()), Has.All.Zero);
        Assert.That(state["bn1.weight"].mean().item<float>(), Is.EqualTo(1));
        Assert.That(state["layer4.1.conv1.weight"].var(unbiased: false).item<float>(), Is.EqualTo(2.0 / (512 * 9)).Within(2).Percent);
    }

    [Test]
    public void An_unknown_name_lists_the_known_ones() =>
        Assert.That(() => Backbones.Create("resnet19", 2), Throws.TypeOf<LabException>().With.Message.Contains("resnet19").And.Message.Contains("resnet18, resnet34"));

    [Test]
    public void A_design_needs_four_stages_and_an_odd_stem()
    {
        Assert.That(() => new ResNetDesign([1, 1, 1], [8, 8, 8, 8]), Throws.ArgumentException);
        Assert.That(() => new ResNetDesign([1, 1, 0, 1], [8, 8, 8, 8]), Throws.ArgumentException);
        Assert.That(() => new ResNetDesign([1, 1, 1, 1], [8, 8, 8, 8]) { StemKernel = 4 }, Throws.TypeOf<ArgumentOutOfRangeException>());
        Assert.That(() => new ResNetDesign([1, 1, 1, 1], [8, 8, 8, 8]) { Cardinality = 0 }, Throws.TypeOf<ArgumentOutOfRangeException>());
    }
}
