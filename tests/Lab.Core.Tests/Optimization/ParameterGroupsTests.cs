using Lab.Optimization;

namespace Lab.Tests.Optimization;

public sealed class ParameterGroupsTests
{
    private static torch.nn.Module<Tensor, Tensor> Network() =>
        torch.nn.Sequential(("conv", torch.nn.Conv2d(3, 4, 3)), ("norm", torch.nn.BatchNorm2d(4)), ("fc", torch.nn.Linear(4, 2)));

    [Test]
    public void One_group_holds_everything_under_the_names_of_the_state_dictionary()
    {
        using var network = Network();
        var groups = ParameterGroups.Create(network, weightDecay: 0.1);

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
        var groups = ParameterGroups.Create(network, loss, 0.1, noWeightDecayOnBiasAndNorm: true);

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

        Assert.That(ParameterGroups.Create(network, noWeightDecayOnBiasAndNorm: true).Single().Parameters.Select(pair => pair.Key), Is.EqualTo(["conv.weight"]));
        network.parameters().First().requires_grad = false;
        Assert.That(ParameterGroups.Create(network), Is.Empty);
    }

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
