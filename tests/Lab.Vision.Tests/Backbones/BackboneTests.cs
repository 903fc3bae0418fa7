using Lab.Tests;

namespace Lab.Vision.Tests.Networks;

/// <summary>What holds for every registered backbone.</summary>
[TestFixtureSource(typeof(Backbones), nameof(Backbones.Names))]
public sealed class BackboneTests(string name)
{
    [Test]
    public void It_agrees_with_the_reference()
    {
        var reference = SharedFiles.RequireJson($"reference/backbones/{name}.json");

        ReferenceBackbones.Check(name, reference);
    }

    [Test]
    public void Features_head_and_embedding_have_the_promised_shapes()
    {
        using var model = Backbones.Create(name, 5);
        model.eval();
        using var scope = torch.NewDisposeScope();
        using var noGradient = torch.no_grad();
        var features = model.ForwardFeatures(torch.zeros(2, 3, 64, 64));

        Assert.That(features.shape[..2], Is.EqualTo(new long[] { 2, model.FeatureCount }));
        Assert.That(model.ForwardHead(features, embedding: true).shape, Is.EqualTo(new long[] { 2, model.FeatureCount }));
        Assert.That(model.ForwardHead(features).shape, Is.EqualTo(new long[] { 2, 5 }));
        Assert.That(model.ClassCount, Is.EqualTo(5));
    }

    [Test]
    public void The_classifier_can_be_exchanged_and_removed()
    {
        using var model = Backbones.Create(name, 5);
        var before = model.state_dict().Count;
        model.ResetClassifier(7);
        using var scope = torch.NewDisposeScope();
        var images = torch.zeros(1, 3, 64, 64);

        model.eval();
        Assert.That(model.ClassCount, Is.EqualTo(7));
        Assert.That(model.forward(images).shape, Is.EqualTo(new long[] { 1, 7 }));
        Assert.That(model.state_dict(), Has.Count.EqualTo(before));

        model.ResetClassifier(0);
        Assert.That(model.ClassCount, Is.Null);
        Assert.That(model.forward(images).shape, Is.EqualTo(new long[] { 1, model.FeatureCount }));
        Assert.That(model.state_dict(), Has.Count.EqualTo(before - 2));

        model.ResetClassifier(3);
        Assert.That(model.forward(images).shape, Is.EqualTo(new long[] { 1, 3 }));
    }

    [Test]
    public void Input_channels_can_be_others_than_three()
    {
        using var model = Backbones.Create(name, 2, inputChannels: 1);
        model.eval();
        using var scope = torch.NewDisposeScope();

        Assert.That(model.InputChannels, Is.EqualTo(1));
        Assert.That(model.forward(torch.zeros(1, 1, 64, 64)).shape, Is.EqualTo(new long[] { 1, 2 }));
    }

    [Test]
    public void Every_parameter_gets_a_gradient_and_no_tensor_stays_behind()
    {
        using var model = Backbones.Create(name, 3);
        model.train();
        var parameters = model.parameters().ToList();
        using (torch.no_grad())
        {
            // Blocks begin as the identity, which passes no gradient to what it multiplies by zero.
            foreach (var parameter in parameters.Where(parameter => parameter.dim() == 1))
            {
                parameter.fill_(0.5);
            }
        }

        var before = LiveTensors.Settle();
        using (torch.NewDisposeScope())
        {
            var loss = model.call(torch.rand(2, 3, 64, 64)).square().mean();
            loss.backward();
            Assert.That(parameters.Select(parameter => parameter.grad is not null), Has.All.True);
        }

        Assert.That(torch.Tensor.TotalCount, Is.EqualTo(before));
    }

    [Test]
    public void No_compiler_made_name_is_in_the_state()
    {
        using var model = Backbones.Create(name, 3);

        Assert.That(model.state_dict().Keys, Has.None.Contains("<").And.None.StartsWith("_"));
    }
}
