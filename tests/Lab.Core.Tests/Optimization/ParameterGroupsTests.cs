using Lab.Optimization;
using Lab.Tests.Models;

namespace Lab.Tests.Optimization;

public sealed class ParameterGroupsTests
{
    private static torch.nn.Module<Tensor, Tensor> Network() =>
        torch.nn.Sequential(("conv", torch.nn.Conv2d(3, 4, 3)), ("norm", torch.nn.BatchNorm2d(4)), ("fc", torch.nn.Linear(4, 2)));

    [Test]
    public void One_group_holds_everything_under_the_names_of_the_state_dictionary()
    {
        using var network = Network();
        var groups = ParameterGroups.Create(network, settings: new() { WeightDecay = 0.1 });

        Assert.That(groups, Has.Count.EqualTo(1));
        Assert.That(groups[0].WeightDecay, Is.EqualTo(0.1));
        Assert.That(groups[0].Parameters.Select(pair => pair.Key), Is.EqualTo(["conv.weight", "conv.bias", "norm.weight", "norm.bias", "fc.weight", "fc.bias"]));
        Assert.That(network.state_dict().Keys, Is.SupersetOf(groups[0].Parameters.Select(pair => pair.Key)));
    }

    [Test]
    public void Biases_and_norms_go_without_decay_and_the_losss_parameters_come_along()
    {
        using var network = Network();
        using var loss = torch.nn.Linear(1, 1, hasBias: false);
        var groups = ParameterGroups.Create(network, loss, new() { WeightDecay = 0.1, NoWeightDecayOnBiasAndNorm = true });

        Assert.That(groups[0].Parameters.Select(pair => pair.Key), Is.EqualTo(["conv.weight", "fc.weight", "loss.weight"]));
        Assert.That(groups[1].Parameters.Select(pair => pair.Key), Is.EqualTo(["conv.bias", "norm.weight", "norm.bias", "fc.bias"]));
        Assert.That(groups.Select(group => group.WeightDecay), Is.EqualTo([0.1, 0.0]));
    }

    [Test]
    public void Frozen_parameters_are_left_out_and_a_wholly_frozen_model_has_no_group()
    {
        using var network = Network();
        foreach (var parameter in network.parameters().Skip(1))
        {
            parameter.requires_grad = false;
        }

        Assert.That(ParameterGroups.Create(network, settings: new() { NoWeightDecayOnBiasAndNorm = true }).Single().Parameters.Select(pair => pair.Key), Is.EqualTo(["conv.weight"]));
        network.parameters().First().requires_grad = false;
        Assert.That(ParameterGroups.Create(network), Is.Empty);
    }

    // timm's param_groups_layer_decay: the head's layer has the full rate, each one before it a further share.
    [Test]
    public void Rates_fall_from_the_head_to_the_stem_by_the_same_factor_per_stage()
    {
        using var model = new HeadedModel();
        var groups = ParameterGroups.Create(model, settings: new() { WeightDecay = 0.1, NoWeightDecayOnBiasAndNorm = true, LayerDecay = 0.5 });
        var of = groups.SelectMany(group => group.Parameters.Select(pair => (pair.Key, Group: group))).ToDictionary(pair => pair.Key, pair => pair.Group);

        Assert.That(new[] { "backbone.stem.weight", "backbone.blocks.0.bias", "backbone.norm.weight", "backbone.head.weight", "second.bias" }.Select(name => of[name].LearningRateScale), Is.EqualTo([0.125, 0.25, 0.5, 1, 1]));
        Assert.That(new[] { "backbone.stem.weight", "backbone.token", "first.weight", "first.bias" }.Select(name => of[name].WeightDecay), Is.EqualTo([0.1, 0, 0.1, 0]), "the model names its token");
        Assert.That(of["backbone.token"].Name, Is.EqualTo("stem (no-decay)"));
        Assert.That(ParameterGroups.Cover(groups, model).Problems(), Is.Empty);
    }

    [Test]
    public void Parts_with_a_rate_of_their_own_multiply_with_the_decay_by_depth_and_the_first_counts()
    {
        using var model = new HeadedModel();
        var groups = ParameterGroups.Create(model, settings: new() { LayerDecay = 0.5, LearningRateScales = [new("first", 10), new("head", 3), new("stem", 0)] });

        Assert.That(groups.Select(group => (group.Name, group.LearningRateScale)), Is.EquivalentTo(new[]
        {
            ("stem (all)", 0.0), ("blocks.0 (all)", 0.25), ("blocks.1 (all)", 0.5), ("head (all)", 3.0), ("head, first (all)", 10.0),
        }));
    }

    [Test]
    public void A_part_that_is_not_there_and_a_model_without_depths_are_told_together()
    {
        using var network = Network();

        Assert.That(() => ParameterGroups.Create(network, settings: new() { LayerDecay = 0.5, LearningRateScales = [new("neck", 2)] }), Throws.TypeOf<LabValidationException>()
            .With.Message.Contains("--layer-decay 0.5").And.Message.Contains("'neck'").And.Message.Contains("conv, norm, fc"));
    }

    [TestCase("head=10", "head", 10)]
    [TestCase(" blocks.0 = 1e-1", "blocks.0", 0.1)]
    public void A_scale_is_read_and_written(string text, string part, double scale)
    {
        Assert.That(LearningRateScale.Parse(text), Is.EqualTo(new LearningRateScale(part, scale)));
        Assert.That(LearningRateScale.Parse(LearningRateScale.Parse(text).ToString()), Is.EqualTo(new LearningRateScale(part, scale)));
    }

    [TestCase("head")]
    [TestCase("head=ten")]
    [TestCase("head=-1")]
    [TestCase("=1")]
    public void Other_texts_are_no_scale(string text) => Assert.That(() => LearningRateScale.Parse(text), Throws.TypeOf<FormatException>().With.Message.Contains("head=10"));

    [Test]
    public void Coverage_names_what_is_missing_held_twice_or_foreign()
    {
        using var network = Network();
        using var stranger = torch.nn.Linear(1, 1, hasBias: false);
        var all = ParameterGroups.Trainable(network);
        ParameterGroup[] groups = [new("a", [all[0], all[1]]), new("b", [all[1], all[2], new("stranger.weight", stranger.weight)])];

        var coverage = ParameterGroups.Cover(groups, network);

        Assert.That(coverage.InNoGroup, Is.EqualTo(["norm.bias", "fc.weight", "fc.bias"]));
        Assert.That(coverage.InSeveralGroups, Is.EqualTo(["conv.bias"]));
        Assert.That(coverage.Foreign, Is.EqualTo(["stranger.weight"]));
        Assert.That(coverage.Problems().Count(), Is.EqualTo(3));
        Assert.That(ParameterGroups.Cover(ParameterGroups.Create(network), network).Problems(), Is.Empty);
    }
}
