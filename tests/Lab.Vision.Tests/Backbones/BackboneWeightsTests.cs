using Lab.Vision.Tests.Support;
using Lab.Weights;

namespace Lab.Vision.Tests.Networks;

/// <summary>A published file goes into networks of other classes, channels and sizes.</summary>
[TestFixtureSource(typeof(BackboneFamilies), nameof(BackboneFamilies.Names))]
public sealed class BackboneWeightsTests(string name)
{
    private TemporaryFolder _folder = null!;
    private Backbone _published = null!;
    private string _path = null!;

    [OneTimeSetUp]
    public void Publish()
    {
        _folder = new TemporaryFolder();
        _published = Backbones.Create(name, 7);
        _path = Path.Combine(_folder.Path, "model.safetensors");
        using var file = File.Create(_path);
        SafetensorsWriter.Write(file, [.. _published.state_dict()]);
    }

    [OneTimeTearDown]
    public void Remove()
    {
        _published.Dispose();
        _folder.Dispose();
    }

    [Test]
    public void As_many_classes_take_everything()
    {
        using var model = Backbones.Create(name, 7);

        var report = model.LoadWeights(_path);

        Assert.That(report.IsComplete && report.Replaced.Count == 0 && report.Reshaped.Count == 0, report.ToString());
        Assert.That(report.Loaded, Is.EquivalentTo(model.state_dict().Keys));
        Assert.That(Differing(model), Is.Empty);
    }

    [TestCase(5, "classifier replaced")]
    [TestCase(0, "classifier left out")]
    public void Other_classes_keep_the_networks_classifier_and_the_report_says_so(int classes, string told)
    {
        using var model = Backbones.Create(name, classes);

        var report = model.LoadWeights(_path);

        Assert.That(report.IsComplete, report.ToString());
        Assert.That(report.Replaced.Select(entry => entry.Name), Is.EquivalentTo(new[] { $"{model.ClassifierName}.weight", $"{model.ClassifierName}.bias" }));
        Assert.That(report.ToString(), Does.Contain(told));
        Assert.That(Differing(model), classes == 0 ? Is.Empty : Is.SubsetOf(report.Replaced.Select(entry => entry.Name)));
    }

    [Test]
    public void Grey_images_get_the_summed_kernel()
    {
        using var model = Backbones.Create(name, 7, new BackboneSettings { InputChannels = 1 });

        var report = model.LoadWeights(_path);

        Assert.That(report.Reshaped.Select(entry => entry.Name), Is.EqualTo(new[] { model.InputKernelName }));
        Assert.That(Differing(model), Is.EqualTo(new[] { model.InputKernelName }));
    }

    [Test]
    public void Another_networks_file_is_refused_and_changes_nothing()
    {
        using var model = Backbones.Create(name == "resnet10_slim" ? "squeezenet1_0" : "resnet10_slim", 7);
        using var scope = torch.NewDisposeScope();
        var before = model.state_dict()[model.InputKernelName].detach().clone();

        Assert.That(() => model.LoadWeights(_path), Throws.InstanceOf<LabException>().With.Message.Contains(_path));
        Assert.That(BackboneFamilies.Same(model.state_dict()[model.InputKernelName], before));
    }

    private IEnumerable<string> Differing(Backbone model)
    {
        var published = _published.state_dict();
        return [.. model.state_dict().Where(entry => !BackboneFamilies.Same(entry.Value, published[entry.Key])).Select(entry => entry.Key)];
    }
}
