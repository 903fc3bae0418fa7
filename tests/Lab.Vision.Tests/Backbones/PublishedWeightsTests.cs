using Lab.Checkpoints;
using Lab.Tests;

namespace Lab.Vision.Tests.Networks;

/// <summary>Real weights with torchvision's names, on photographs of ants and bees among ImageNet's 1,000 classes.</summary>
public sealed class PublishedWeightsTests
{
    private const int Ant = 310;
    private const int Bee = 309;

    // One or two photographs may fall to the other side with another decoder or resize.
    [TestCase("squeezenet1_0", "squeezenet1_0", 40, 56)]
    [TestCase("mobilenetv2_100", "mobilenet_v2", 55, 67)]
    [Category("Slow")]
    public void They_recognise_what_they_are_said_to_recognise(string name, string file, int ants, int bees)
    {
        using var model = Backbones.Create(name, 1000);
        Load(model, SharedFiles.Require($"data/weights/{file}.safetensors"));
        model.eval();
        var transform = new ImagePreprocessing(224, 0.875, ResampleFilter.Bilinear, ImageNormalization.ImageNet).CreateTransform();
        var folder = SharedFiles.Require("data/hymenoptera/val");

        Assert.That(Recognised(model, transform, Path.Combine(folder, "ants"), Ant), Is.EqualTo(ants).Within(2));
        Assert.That(Recognised(model, transform, Path.Combine(folder, "bees"), Bee), Is.EqualTo(bees).Within(2));
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

    private static int Recognised(Backbone model, Transform transform, string folder, int label)
    {
        var right = 0;
        using var noGradient = torch.no_grad();
        foreach (var path in Directory.EnumerateFiles(folder, "*.jpg"))
        {
            using var scope = torch.NewDisposeScope();
            using var image = SkiaImageDecoder.Default.Decode(path);
            using var cropped = transform.Apply(image, RandomKey.FromSeed(0));
            var bytes = torch.tensor(cropped.Pixels.ToArray(), [1, cropped.Height, cropped.Width, 3], dtype: torch.uint8);
            var logits = model.forward(ImageNormalization.ImageNet.Apply(bytes, ImageLayout.Interleaved));
            right += logits.argmax(1).item<long>() == label ? 1 : 0;
        }

        return right;
    }
}
