using System.Text.Json.Nodes;
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

        var before = torch.Tensor.TotalCount;
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

internal static class ReferenceBackbones
{
    public static void Check(string name, JsonNode reference)
    {
        using var model = Backbones.Create(name, (int)reference["num_classes"]!);
        model.eval();
        using var scope = torch.NewDisposeScope();
        using var noGradient = torch.no_grad();
        var state = model.state_dict();
        var expected = reference["state_dict"]!.AsArray().Select(entry => $"{entry![0]} [{string.Join(", ", entry[1]!.AsArray())}]").ToArray();
        Assert.That(state.Select(entry => $"{entry.Key} [{string.Join(", ", entry.Value.shape)}]"), Is.EqualTo(expected));
        Assert.That(model.parameters().Sum(parameter => parameter.numel()), Is.EqualTo((long)reference["parameters"]!));
        foreach (var (key, tensor) in state.Where(entry => entry.Value.is_floating_point()))
        {
            tensor.copy_(torch.tensor(Values(key, tensor.shape), tensor.shape));
        }

        long[] shape = [.. reference["input"]!.AsArray().Select(size => (long)size!)];
        var images = torch.tensor(FormulaNumbers.U01("input", (int)shape.Aggregate((a, b) => a * b)).Select(number => (float)((2 * number) - 1)).ToArray(), shape);
        var features = model.ForwardFeatures(images);
        var embedding = model.ForwardHead(features, embedding: true);
        var logits = model.forward(images).data<float>().ToArray();
        var wanted = reference["logits"]!.AsArray().SelectMany(row => row!.AsArray()).Select(value => (float)value!).ToArray();

        Assert.That(features.shape, Is.EqualTo(reference["features_shape"]!.AsArray().Select(size => (long)size!)));
        Assert.That(embedding.shape, Is.EqualTo(reference["embedding_shape"]!.AsArray().Select(size => (long)size!)));
        Assert.That(features.norm().item<float>(), Is.EqualTo((double)reference["features_l2"]!).Within(1e-4).Percent);
        Assert.That(embedding.norm().item<float>(), Is.EqualTo((double)reference["embedding_l2"]!).Within(1e-2).Percent);
        Assert.That(logits, Is.EqualTo(wanted).Within(1e-4f * wanted.Max(Math.Abs)));
    }

    private static float[] Values(string key, long[] shape)
    {
        var count = shape.Aggregate(1L, (product, size) => product * size);
        var fan = shape.Skip(1).Aggregate(1L, (product, size) => product * size);
        return FormulaNumbers.U01(key, (int)count).Select(number => (2 * number) - 1).Select(x => (float)(
            key.EndsWith("running_var", StringComparison.Ordinal) ? 1 + (0.5 * Math.Abs(x))
            : key.EndsWith("running_mean", StringComparison.Ordinal) ? 0.1 * x
            : shape.Length >= 2 ? x * Math.Sqrt(3.0 / fan)
            : key.EndsWith("weight", StringComparison.Ordinal) ? 1 + (0.1 * x)
            : 0.1 * x)).ToArray();
    }
}
