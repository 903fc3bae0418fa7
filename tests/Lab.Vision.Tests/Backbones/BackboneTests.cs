using Lab.Tests;

namespace Lab.Vision.Tests.Networks;

/// <summary>What holds for every registered backbone. Each is built once.</summary>
[TestFixtureSource(typeof(Backbones), nameof(Backbones.Names))]
public sealed class BackboneTests(string name)
{
    private const int Classes = 5;
    private const int Side = 64;
    private Backbone _model = null!;

    [OneTimeSetUp]
    public void Build() => _model = Backbones.Create(name, Classes);

    [OneTimeTearDown]
    public void Dispose() => _model.Dispose();

    [TearDown]
    public void PutClassifierBack()
    {
        if (_model.ClassCount != Classes)
        {
            _model.ResetClassifier(Classes);
        }
    }

    [Test]
    public void A_fresh_network_has_random_kernels()
    {
        using var scope = torch.NewDisposeScope();
        using var noGradient = torch.no_grad();
        var kernels = _model.named_parameters().Where(entry => entry.parameter.dim() >= 2);

        // Deviations run from 1e-6, of ViT's token, to the root of 2 by 9, of a depthwise kernel.
        Assert.That(kernels.Where(entry => entry.parameter.std().item<float>() is not (> 1e-7f and < 1)).Select(entry => entry.name), Is.Empty);
    }

    [Test]
    public void It_agrees_with_the_reference()
    {
        var reference = SharedFiles.RequireJson($"reference/backbones/{name}.json");

        ReferenceBackbones.Check(_model, reference);
    }

    [Test]
    public void Its_classifier_answers_from_what_it_embeds()
    {
        using var scope = torch.NewDisposeScope();
        using var noGradient = torch.no_grad();
        _model.eval();
        var images = Images(2);
        var embedding = _model.Embed(images);

        Assert.That(_model.Answer(embedding).allclose(_model.call(images), 1e-4, 1e-5));
        Assert.That(embedding.size(0), Is.EqualTo(2));
    }

    [Test]
    public void The_parameters_are_as_many_as_published()
    {
        if (!PublishedSizes.Parameters.TryGetValue(name, out var expected))
        {
            Assert.Ignore("A network of Lab's own.");
        }

        var perClass = _model.named_parameters().Where(entry => entry.name.StartsWith(_model.ClassifierName, StringComparison.Ordinal)).Sum(entry => entry.parameter.numel()) / Classes;

        Assert.That(_model.parameters().Sum(parameter => parameter.numel()) + ((1000 - Classes) * perClass), Is.EqualTo(expected));
    }

    [Test]
    public void Features_head_and_embedding_have_the_promised_shapes_and_nothing_stays_behind()
    {
        _model.eval();
        var before = torch.Tensor.TotalCount;
        using (torch.NewDisposeScope())
        using (torch.no_grad())
        {
            var images = Images(2);
            var features = _model.ForwardFeatures(images);
            var embedding = _model.ForwardEmbedding(images);
            var logits = _model.forward(images);

            Assert.That(_model.GetName(), Is.EqualTo(name));
            Assert.That(features.size(0), Is.EqualTo(2));
            Assert.That(embedding.shape, Is.EqualTo(new long[] { 2, _model.FeatureCount }));
            Assert.That(logits.shape, Is.EqualTo(new long[] { 2, Classes }));
            Assert.That(BackboneFamilies.Same(_model.ForwardHead(features), logits), Is.True);
            Assert.That(BackboneFamilies.Same(_model.ForwardHead(features, embedding: true), embedding), Is.True);
            Assert.That(_model.ClassCount, Is.EqualTo(Classes));
        }

        // Fewer, if the garbage collector took another test's.
        Assert.That(torch.Tensor.TotalCount, Is.AtMost(before));
    }

    [Test]
    public void Feature_maps_are_as_described()
    {
        _model.eval();
        using var scope = torch.NewDisposeScope();
        using var noGradient = torch.no_grad();
        var maps = _model.ForwardFeatureMaps(Images(1));

        Assert.That(maps, Has.Count.EqualTo(_model.FeatureMaps.Count).And.Count.AtLeast(4));
        foreach (var (map, shape) in maps.Zip(_model.FeatureMaps))
        {
            Assert.That(map.shape[..2], Is.EqualTo(new long[] { 1, shape.Channels }));

            // SqueezeNet's stem has no padding, which costs up to three positions.
            Assert.That(map.size(2), name.StartsWith("squeezenet", StringComparison.Ordinal)
                ? Is.InRange((Side / shape.Reduction) - 3, Side / shape.Reduction)
                : Is.EqualTo(Side / shape.Reduction));
            Assert.That(map.size(3), Is.EqualTo(map.size(2)));
            Assert.That(map.isfinite().all().item<bool>(), Is.True);
        }
    }

    [Test]
    public void The_classifier_can_be_exchanged_and_removed()
    {
        _model.eval();
        var names = _model.state_dict().Keys.ToArray();
        _model.ResetClassifier(7);
        using var scope = torch.NewDisposeScope();
        using var noGradient = torch.no_grad();
        var images = Images(1);

        Assert.That(_model.ClassCount, Is.EqualTo(7));
        Assert.That(_model.forward(images).shape, Is.EqualTo(new long[] { 1, 7 }));
        Assert.That(_model.state_dict().Keys, Is.EqualTo(names));

        _model.ResetClassifier(0);
        Assert.That(_model.ClassCount, Is.Null);
        Assert.That(_model.forward(images).shape, Is.EqualTo(new long[] { 1, _model.FeatureCount }));
        Assert.That(_model.state_dict().Keys, Is.EqualTo(names[..^2]));

        _model.ResetClassifier(3);
        Assert.That(_model.forward(images).shape, Is.EqualTo(new long[] { 1, 3 }));
    }

    [Test]
    public void Every_parameter_gets_a_gradient_and_no_tensor_stays_behind()
    {
        _model.train();
        var parameters = _model.parameters().ToList();
        var saved = new List<Tensor>();
        using (torch.no_grad())
        {
            saved.AddRange(parameters.Select(parameter => parameter.clone()));

            // Blocks begin as the identity, which passes no gradient to what it multiplies by zero.
            foreach (var parameter in parameters.Where(parameter => parameter.dim() == 1))
            {
                parameter.fill_(0.5);
            }
        }

        var before = LiveTensors.Settle();
        using (torch.NewDisposeScope())
        {
            var loss = _model.call(Images(2)).square().mean();
            loss.backward();
            var missing = _model.named_parameters().Where(entry => entry.parameter.grad is null).Select(entry => entry.name);
            Assert.That(missing, Is.Empty);
        }

        var after = torch.Tensor.TotalCount;
        _model.zero_grad();
        using (torch.no_grad())
        {
            foreach (var (parameter, value) in parameters.Zip(saved))
            {
                parameter.copy_(value);
                value.Dispose();
            }
        }

        Assert.That(after, Is.AtMost(before));
    }

    [Test]
    public void Stages_hold_every_parameter_once_from_stem_to_head()
    {
        var stages = _model.Stages;

        Assert.That(stages.SelectMany(stage => stage.Parameters), Is.EquivalentTo(_model.named_parameters().Select(entry => entry.name)));
        Assert.That(stages.Select(stage => stage.Name), Is.Unique);
        Assert.That(stages, Has.Count.AtLeast(6));
        Assert.That(stages[0].Name, Is.EqualTo(ModelStage.Stem));
        Assert.That(stages[0].Parameters, Does.Contain(_model.InputKernelName));
        Assert.That(stages[^1].Name, Is.EqualTo(ModelStage.Head));
        Assert.That(stages[^1].Parameters, Does.Contain($"{_model.ClassifierName}.weight").And.Contain($"{_model.ClassifierName}.bias"));
        foreach (var stage in stages.Skip(1).SkipLast(1))
        {
            Assert.That(stage.Parameters, Has.Some.StartsWith($"{stage.Name}."));
        }
    }

    [Test]
    public void State_goes_out_and_comes_back()
    {
        _model.eval();
        using var scope = torch.NewDisposeScope();
        using var noGradient = torch.no_grad();
        var images = Images(1);
        var logits = _model.forward(images);
        var state = _model.state_dict().ToDictionary(entry => entry.Key, entry => entry.Value.detach().clone());
        foreach (var parameter in _model.parameters())
        {
            parameter.zero_();
        }

        Assert.That(BackboneFamilies.Same(_model.forward(images), logits), Is.False);
        _model.load_state_dict(state);

        Assert.That(BackboneFamilies.Same(_model.forward(images), logits), Is.True);
    }

    [Test]
    public void Names_are_published_ones()
    {
        var names = _model.state_dict().Keys.ToArray();

        Assert.That(names, Has.None.Contains("<").And.None.StartsWith("_"));
        Assert.That(_model.state_dict()[_model.InputKernelName].size(1), Is.EqualTo(3));
        Assert.That(_model.RenameWeights(names), Is.EqualTo(names.ToDictionary(key => key, key => key)));
    }

    private static Tensor Images(int count) => BackboneFamilies.Images(count, Side, Side);
}
