namespace Lab.Vision.Tests.Networks;

public sealed class MobileNetV2NamesTests
{
    [Test]
    public void Torchvisions_names_lead_to_every_entry_once()
    {
        using var model = MobileNets.V2(10);
        var published = TorchvisionNames().ToList();

        var names = model.RenameWeights(published);

        Assert.That(published, Has.Count.EqualTo(314));
        Assert.That(published.Select(name => names[name]), Is.EqualTo(model.state_dict().Keys));
    }

    [TestCase("features.1.conv.1.weight", "blocks.0.0.conv_pw.weight")]
    [TestCase("features.2.conv.1.0.weight", "blocks.1.0.conv_dw.weight")]
    [TestCase("features.17.conv.3.running_var", "blocks.6.0.bn3.running_var")]
    [TestCase("features.18.1.num_batches_tracked", "bn2.num_batches_tracked")]
    [TestCase("classifier.1.bias", "classifier.bias")]
    public void A_name_is_translated(string published, string own)
    {
        using var model = MobileNets.V2(0);

        Assert.That(model.RenameWeights(["features.0.0.weight", published])[published], Is.EqualTo(own));
    }

    // A file's order: each convolution with its norm, 17 blocks, of which the first has no expansion.
    private static IEnumerable<string> TorchvisionNames()
    {
        string[] norm = ["weight", "bias", "running_mean", "running_var", "num_batches_tracked"];
        IEnumerable<string> Layer(string convolution, string batchNorm) => norm.Select(entry => $"{batchNorm}.{entry}").Prepend($"{convolution}.weight");

        return Layer("features.0.0", "features.0.1")
            .Concat(Enumerable.Range(1, 17).SelectMany(block => block == 1
                ? Layer("features.1.conv.0.0", "features.1.conv.0.1").Concat(Layer("features.1.conv.1", "features.1.conv.2"))
                : Layer($"features.{block}.conv.0.0", $"features.{block}.conv.0.1")
                    .Concat(Layer($"features.{block}.conv.1.0", $"features.{block}.conv.1.1"))
                    .Concat(Layer($"features.{block}.conv.2", $"features.{block}.conv.3"))))
            .Concat(Layer("features.18.0", "features.18.1"))
            .Concat(["classifier.1.weight", "classifier.1.bias"]);
    }
}
