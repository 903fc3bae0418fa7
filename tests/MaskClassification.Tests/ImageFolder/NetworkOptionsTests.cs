using ImageFolder;
using Lab.Vision;

namespace MaskClassification.Tests.ImageFolder;

public sealed class NetworkOptionsTests
{
    [Test]
    public void Images_are_prepared_as_the_weights_say_and_not_as_the_name_does()
    {
        using var folder = new TemporaryFolder();
        folder.Touch("model.safetensors");
        File.WriteAllText(Path.Combine(folder.Path, "config.json"), """{"mean": [0.5, 0.5, 0.5], "std": [0.25, 0.25, 0.25], "input_size": [3, 96, 96], "crop_pct": 1, "interpolation": "bilinear"}""");
        var named = new NetworkOptions { Backbone = "resnet10_slim" };
        var options = new NetworkOptions { Backbone = "resnet10_slim", Pretrained = Path.Combine(folder.Path, "model.safetensors") };
        var expected = new ImagePreprocessing(96, 96) { Fit = ImageFit.Crop, Normalization = new ImageNormalization([0.5f, 0.5f, 0.5f], [0.25f, 0.25f, 0.25f]) };

        Assert.That(new FolderCollator(options, new EarlierRun(), new ImageDecodingOptions()).Preparation, Is.EqualTo(expected));
        Assert.That(new FolderCollator(named, new EarlierRun(), new ImageDecodingOptions()).Preparation, Is.Not.EqualTo(expected));
        options.ImageSize = 40;
        Assert.That(new FolderCollator(options, new EarlierRun(), new ImageDecodingOptions()).Preparation, Is.EqualTo(expected with { Width = 40, Height = 40 }));
    }

    [Test]
    public void A_run_that_is_used_needs_its_published_weights_no_longer()
    {
        var recorded = new ImagePreprocessing(96, 64) { Fit = ImageFit.Crop };
        var options = new NetworkOptions { Backbone = "resnet10_slim", Pretrained = "gone/model.safetensors" };

        Assert.That(new FolderCollator(options, new EarlierRun { Preparation = recorded.ToJson() }, new ImageDecodingOptions()).Preparation, Is.EqualTo(recorded));
        Assert.That(() => new FolderCollator(options, new EarlierRun(), new ImageDecodingOptions()), Throws.InstanceOf<LabException>().With.Message.Contains("gone/model.safetensors"));
    }

    [Test]
    public void A_run_that_records_no_preparation_says_what_to_give_where_its_weights_are_gone()
    {
        var options = new NetworkOptions { Backbone = "resnet10_slim", Pretrained = "gone/model.safetensors" };

        Assert.That(
            () => new FolderCollator(options, new EarlierRun { Folder = "runs/old" }, new ImageDecodingOptions()),
            Throws.InstanceOf<LabException>().With.Message.Contains("runs/old").And.Message.Contains("gone/model.safetensors").And.Message.Contains("--pretrained"));
    }
}
