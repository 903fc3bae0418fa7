using Lab.Checkpoints;
using Lab.Hub;
using Lab.Vision.Tests.Networks;
using Lab.Vision.Tests.Support;
using Lab.Weights;

namespace Lab.Vision.Tests.Pretrained;

/// <summary>Weights by path and by repository, from a cache in the hub's layout and without a network.</summary>
public sealed class PretrainedWeightsTests
{
    private const string Commit = "0123456789abcdef0123456789abcdef01234567";
    private const string Snapshot = $"models--timm--slim.test/snapshots/{Commit}";
    private const string Config = """
        {"architecture": "resnet10_slim", "num_classes": 7,
         "pretrained_cfg": {"input_size": [3, 96, 96], "interpolation": "bilinear", "crop_pct": 0.95, "mean": [0.5, 0.4, 0.3], "std": [0.2, 0.25, 0.125], "classifier": "fc"}}
        """;

    private TemporaryFolder _folder = null!;
    private HuggingFaceHub _hub = null!;
    private Backbone _published = null!;

    [SetUp]
    public void Publish()
    {
        _folder = new TemporaryFolder();
        _hub = new HuggingFaceHub(new HubOptions { CacheFolder = _folder.Path, IsOffline = true });
        _published = Backbones.Create("resnet10_slim", 7);
        _folder.Write("models--timm--slim.test/refs/main", Commit);
    }

    [TearDown]
    public void Remove()
    {
        _published.Dispose();
        _folder.Dispose();
    }

    [Test]
    public void A_repository_gives_weights_and_preprocessing()
    {
        Save($"{Snapshot}/model.safetensors");
        _folder.Write($"{Snapshot}/config.json", Config);
        using var model = Backbones.Create("resnet10_slim", 3, new BackboneSettings { Pretrained = "timm/slim.test" });
        var before = model.Preprocessing;

        var report = model.LoadPretrained(_hub);

        Assert.That(report.Source, Is.EqualTo("timm/slim.test"));
        Assert.That(report.ToString(), Does.Contain("entries loaded from timm/slim.test; classifier replaced:"));
        Assert.That(Same(model, _published, model.InputKernelName));
        Assert.That(model.Preprocessing, Is.Not.EqualTo(before));
        Assert.That(((IPretrained)model).TrainedOn, Is.SameAs(model.Preprocessing));
        Assert.That((model.Preprocessing.Width, model.Preprocessing.Height, model.Preprocessing.CropFraction, model.Preprocessing.Filter), Is.EqualTo((96, 96, 0.95, ResampleFilter.Bilinear)));
        Assert.That(model.Preprocessing.Normalization.Mean, Is.EqualTo(new[] { 0.5f, 0.4f, 0.3f }));
        Assert.That(model.Preprocessing.Normalization.Deviation, Is.EqualTo(new[] { 0.2f, 0.25f, 0.125f }));
    }

    [Test]
    public void A_repository_without_safetensors_or_config_gives_what_it_has()
    {
        var path = _folder.Write($"{Snapshot}/pytorch_model.bin", "weights");

        Assert.That(PretrainedWeights.Find("timm/slim.test", _hub), Is.EqualTo(new PretrainedWeights("timm/slim.test", path, null)));
    }

    [Test]
    public void A_network_is_built_from_a_file_in_one_call_and_a_revision_can_be_named()
    {
        var path = Save($"{Snapshot}/model.safetensors");
        using var model = Backbones.CreatePretrained("resnet10_slim", 7, path);
        using var other = Backbones.CreatePretrained("resnet10_slim", 0, $"timm/slim.test@{Commit}", hub: _hub);

        Assert.That(Same(model, _published, "fc.weight"));
        Assert.That(Same(other, _published, other.InputKernelName));
        Assert.That(other.ClassCount, Is.Null);
    }

    [Test]
    public void A_config_beside_a_file_counts()
    {
        var path = Save("mine/weights.safetensors");
        _folder.Write("mine/config.json", """{"mean": [0, 0, 0], "std": [1, 1, 1], "input_size": [3, 64, 64]}""");

        Assert.That(PretrainedWeights.Find(path).Preprocessing, Has.Property(nameof(ImagePreprocessing.Width)).EqualTo(64).And.Property(nameof(ImagePreprocessing.CropFraction)).EqualTo(0.875));
        _folder.Write("mine/config.json", """{"architectures": ["Other"]}""");
        Assert.That(PretrainedWeights.Find(path).Preprocessing, Is.Null);
    }

    [Test]
    public void Preprocessing_is_known_before_weights_are_fetched_or_loaded()
    {
        _folder.Write($"{Snapshot}/config.json", Config);
        using var model = Backbones.Create("resnet10_slim", 3, new BackboneSettings { Pretrained = "timm/slim.test" });
        var found = model.FindPreprocessing(_hub);
        Assert.That((found.Width, found.CropFraction, found.Filter), Is.EqualTo((96, 0.95, ResampleFilter.Bilinear)));
        Assert.That(model.Preprocessing, Is.Not.EqualTo(found), "nothing is loaded yet");

        Save($"{Snapshot}/model.safetensors");
        model.LoadPretrained(_hub);
        Assert.That(model.Preprocessing, Is.EqualTo(found));
    }

    [Test]
    public void Preprocessing_that_a_file_of_Lab_carries_counts_where_no_config_lies_beside_it()
    {
        var carried = new ImagePreprocessing(40, 30) { CropFraction = 0.75, Normalization = ImageNormalization.Symmetric };
        var path = Save("mine/weights.safetensors", new WeightsMetadata(carried.ToJson(), null, null).ToTexts());
        using var model = Backbones.Create("resnet10_slim", 3, new BackboneSettings { Pretrained = path });

        Assert.That(model.FindPreprocessing(), Is.EqualTo(carried));
        model.LoadPretrained();
        Assert.That(model.Preprocessing, Is.EqualTo(carried));
    }

    [Test]
    public void Without_weights_or_where_they_say_nothing_preprocessing_is_that_of_the_name()
    {
        using var none = Backbones.Create("resnet10_slim", 3);
        using var silent = Backbones.Create("resnet10_slim", 3, new BackboneSettings { Pretrained = Save("mine/weights.safetensors") });
        using var missing = Backbones.Create("resnet10_slim", 3, new BackboneSettings { Pretrained = "missing.pth" });

        Assert.That(none.FindPreprocessing(), Is.EqualTo(none.Preprocessing));
        Assert.That(silent.FindPreprocessing(), Is.EqualTo(none.Preprocessing));
        Assert.That(() => missing.FindPreprocessing(), Throws.TypeOf<LabValidationException>().With.Message.Contains("missing.pth"));
    }

    [TestCase("not json")]
    [TestCase("""{"mean": [0, 0], "std": [1, 1, 1], "input_size": [3, 64, 64]}""")]
    [TestCase("""{"mean": "x", "std": [1, 1, 1], "input_size": [3, 64, 64]}""")]
    [TestCase("""{"mean": [0, 0, 0], "std": [0, 1, 1], "input_size": [3, 64, 64]}""")]
    [TestCase("""{"mean": [0, 0, 0], "std": [1, 1, 1], "input_size": [3, 0, 64]}""")]
    [TestCase("""{"mean": [0, 0, 0], "std": [1, 1, 1], "input_size": [3, 64, 64], "crop_pct": 0}""")]
    [TestCase("""{"mean": [0, 0, 0], "std": [1, 1, 1], "input_size": [3, 64, 64], "interpolation": "nearest-ish"}""")]
    public void A_config_that_cannot_be_is_named(string config)
    {
        var path = Save("mine/weights.safetensors");
        var wrong = _folder.Write("mine/config.json", config);

        Assert.That(() => PretrainedWeights.Find(path), Throws.TypeOf<LabException>().With.Message.Contains(wrong));
    }

    [TestCase("missing/weights.safetensors")]
    [TestCase("weights.pth")]
    [TestCase("weights/model.pth")]
    [TestCase("resnet18")]
    public void What_is_neither_file_nor_repository_is_told(string source) =>
        Assert.That(() => PretrainedWeights.Find(source, _hub), Throws.TypeOf<LabValidationException>().With.Message.Contains($"'{source}'").And.Message.Contains("timm/resnet18.a1_in1k"));

    [Test]
    public void Every_network_of_timm_has_weights_that_go_with_its_name()
    {
        var without = Backbones.Names.Where(name => Backbones.PublishedWeights(name) is null);

        Assert.That(without, Is.EqualTo(new[] { "resnet10_slim", "squeezenet1_0", "squeezenet1_1" }));
        Assert.That(Backbones.Names.Select(Backbones.PublishedWeights).OfType<string>(), Has.All.Matches<string>(text => HubFileName.IsRepository(text!)));
        Assert.That(Backbones.PublishedWeights("resnet18"), Is.EqualTo("timm/resnet18.a1_in1k"));
        Assert.That(() => Backbones.CreatePretrained("squeezenet1_0", 7), Throws.TypeOf<LabValidationException>().With.Message.Contains("squeezenet1_0"));
    }

    [Test]
    public void A_network_that_was_asked_for_none_loads_none()
    {
        using var model = Backbones.Create("resnet10_slim", 3);

        Assert.That(model.LoadPretrained(), Is.Null);
        Assert.That(() => model.LoadPretrained(_hub), Throws.TypeOf<LabException>().With.Message.Contains("BackboneSettings.Pretrained"));
    }

    private static bool Same(Backbone first, Backbone second, string name) => BackboneFamilies.Same(first.state_dict()[name], second.state_dict()[name]);

    private string Save(string relative, IReadOnlyDictionary<string, string>? texts = null)
    {
        var path = _folder.Write(relative, string.Empty);
        using var file = File.Create(path);
        SafetensorsWriter.Write(file, [.. _published.state_dict()], texts);
        return path;
    }
}
