using Lab.Tests;

namespace Lab.Vision.Tests.Networks;

/// <summary>Real weights with torchvision's names, on photographs of ants and bees among ImageNet's 1,000 classes.</summary>
public sealed class PublishedWeightsTests
{
    private const int Ant = 310;
    private const int Bee = 309;

    // What PyTorch 1.13 and Pillow count with the same weights and preprocessing; a decoder that differs a little may move one or two.
    [TestCase("squeezenet1_0", "squeezenet1_0", 40, 48)]
    [TestCase("mobilenetv2_100", "mobilenet_v2", 43, 63)]
    [Category("Slow")]
    public void They_recognise_as_many_ants_and_bees_as_in_PyTorch(string name, string file, int ants, int bees)
    {
        using var model = Backbones.Create(name, 1000);
        var report = model.LoadWeights(SharedFiles.Require($"data/weights/{file}.safetensors"));
        model.eval();
        var folder = SharedFiles.Require("data/hymenoptera/val");
        var transform = new ImagePreprocessing(224, 224) { Fit = ImageFit.Crop, CropFraction = 0.875 }.CreateTransform();

        Assert.That(report.IsComplete && report.Reshaped.Count + report.Replaced.Count == 0, report.ToString());
        Assert.That(Recognised(model, transform, Path.Combine(folder, "ants"), Ant), Is.EqualTo(ants).Within(2));
        Assert.That(Recognised(model, transform, Path.Combine(folder, "bees"), Bee), Is.EqualTo(bees).Within(2));
    }

    private static int Recognised(Backbone model, Transform transform, string folder, int label) =>
        Directory.EnumerateFiles(folder, "*.jpg").Count(path => Recognise(model, transform, path) == label);

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
