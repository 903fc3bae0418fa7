using Lab.Checkpoints;
using Lab.Tests;

namespace Lab.Vision.Tests.Networks;

/// <summary>Real weights with torchvision's names.</summary>
public sealed class PublishedWeightsTests
{
    private const int Bee = 309;

    [TestCase("squeezenet1_0", "squeezenet1_0")]
    [TestCase("mobilenetv2_100", "mobilenet_v2")]
    public void They_fit_entry_by_entry_and_most_bees_are_recognised_among_a_thousand_classes(string name, string file)
    {
        using var model = Backbones.Create(name, 1000);
        Load(model, SharedFiles.Require($"data/weights/{file}.safetensors"));
        model.eval();
        var transform = new ImagePreprocessing(224, 0.875, ResampleFilter.Bilinear, ImageNormalization.ImageNet).CreateTransform();
        var photographs = Directory.EnumerateFiles(SharedFiles.Require("data/hymenoptera/val/bees"), "*.jpg").Order(StringComparer.Ordinal).Take(20).ToArray();

        Assert.That(photographs.Count(path => Recognise(model, transform, path) == Bee), Is.AtLeast(photographs.Length / 2));
    }

    private static void Load(Backbone model, string path)
    {
        using var file = SafetensorsFile.Open(path);
        using var noGradient = torch.no_grad();
        var state = model.state_dict();
        var names = model.RenameWeights([.. file.Entries.Keys]);
        Assert.That(names.Values, Is.EquivalentTo(state.Keys));
        foreach (var (published, own) in names)
        {
            file.CopyTo(published, state[own]);
        }
    }

    private static long Recognise(Backbone model, Transform transform, string path)
    {
        using var scope = torch.NewDisposeScope();
        using var noGradient = torch.no_grad();
        using var image = SkiaImageDecoder.Default.Decode(path);
        using var cropped = transform.Apply(image, RandomKey.FromSeed(0));
        var bytes = torch.tensor(cropped.Pixels.ToArray(), [1, cropped.Height, cropped.Width, 3], dtype: torch.uint8);
        return model.forward(ImageNormalization.ImageNet.Apply(bytes, ImageLayout.Interleaved)).argmax(1).item<long>();
    }
}
