using System.Text.Json.Nodes;
using Lab.Onnx.Tests.Support;
using Lab.Vision;

namespace Lab.Onnx.Tests.Vision;

/// <summary>Images that are prepared inside an exported model are those that Lab prepares.</summary>
public sealed class PixelInputTests
{
    private static readonly Transform[] Transforms =
    [
        new Resize(32, 24),
        new Resize(32, 24, ResampleFilter.Bicubic),
        new TransformPipeline(new ResizeShorterSide(36), new CenterCrop(32, 24)),
        new TransformPipeline(new ResizeShorterSide(37, ResampleFilter.Bicubic), new CenterCrop(32, 24)),
        new TransformPipeline(new ResizeKeepingAspect(36, 27, covers: true), new CenterCrop(32, 24)),
        new TransformPipeline(new ResizeKeepingAspect(32, 24, covers: false, ResampleFilter.Bicubic), new CenterCrop(32, 24)),
        new CenterCrop(32, 24),
    ];

    [Test]
    public void Pixels_are_prepared_inside_the_model([ValueSource(nameof(Transforms))] Transform transform, [Values("100x75", "75x101", "32x24", "20x61", "31x17", "900x701")] string size)
    {
        using var folder = new TemporaryFolder();
        using var model = torch.nn.Identity();
        OnnxExporter.Export(model, folder["model.onnx"], ImageOnnxInput.Pixels(transform, 32, 24, ImageNormalization.Unit));
        using var runtime = new Runtime(folder["model.onnx"]);
        var (width, height) = (int.Parse(size.Split('x')[0], null), int.Parse(size.Split('x')[1], null));
        using var first = Picture(width, height, seed: 1);
        using var second = Picture(width, height, seed: 2);
        var found = runtime.Run([.. first.Pixels[..(width * height * 3)], .. second.Pixels[..(width * height * 3)]], 2, height, width, 3)["logits"];

        var wanted = new[] { first, second }.SelectMany(image =>
        {
            using var result = transform.Apply(image, default);
            return Planes(result);
        }).ToArray();
        var differences = found.Zip(wanted, (a, b) => Math.Abs((a * 255) - b)).ToArray();
        TestContext.Out.WriteLine($"worst {differences.Max():0.00}, mean {differences.Average():0.0000} of 255");

        // Each of the two passes may round a half to the other side; from 32 x 24 images are enlarged by 3/2 and 9/8, which gives many halves.
        Assert.That(differences.Max(), Is.LessThan(2.01), "at most two levels");
        Assert.That(differences.Average(), Is.LessThan(size == "32x24" ? 0.15 : 0.02), "and few pixels differ at all");
    }

    [Test]
    public void A_published_preparation_is_part_of_the_file()
    {
        using var folder = new TemporaryFolder();
        torch.manual_seed(1);
        using var model = Randomized.Weights(Backbones.Create("resnet10_slim", 5));
        var preprocessing = model.Preprocessing with { Width = 64, Height = 64 };
        OnnxExporter.Export(model, folder["model.onnx"], ImageOnnxInput.Pixels(preprocessing), new OnnxExportOptions { Softmax = true, ClassNames = ["a", "b", "c", "d", "e"] });
        using var runtime = new Runtime(folder["model.onnx"]);
        using var image = Picture(120, 90, seed: 3);
        var found = runtime.Run([.. image.Pixels[..(120 * 90 * 3)]], 1, 90, 120, 3)["probabilities"];

        using var scope = torch.NewDisposeScope();
        using var noGradient = torch.no_grad();
        using var prepared = preprocessing.CreateTransform().Apply(image, default);
        model.eval();
        Agreement.Check(found, model.call(preprocessing.Normalization.Apply(torch.tensor(Planes(prepared), 1, 3, 64, 64))).softmax(1), "probabilities", tolerance: 0.01);
        Assert.That(found.Sum(), Is.EqualTo(1).Within(1e-5));

        var texts = runtime.Session.ModelMetadata.CustomMetadataMap;
        Assert.That(texts["classes"], Is.EqualTo("""["a","b","c","d","e"]"""));
        Assert.That(ImagePreprocessing.FromJson(JsonNode.Parse(texts["preprocessing"])!), Is.EqualTo(preprocessing));
        Assert.That(texts["mean"], Is.EqualTo("0.485, 0.456, 0.406"));
        Assert.That(runtime.Session.ModelMetadata.ProducerName, Is.EqualTo("Lab"));
        Assert.That(runtime.Session.InputMetadata["images"].SymbolicDimensions, Is.EqualTo(new[] { "batch", "height", "width", string.Empty }));
    }

    [Test]
    public void Images_of_the_networks_size_need_no_transform()
    {
        using var folder = new TemporaryFolder();
        using var model = torch.nn.Identity();
        OnnxExporter.Export(model, folder["model.onnx"], ImageOnnxInput.Pixels(null, 8, 6, ImageNormalization.ImageNet));
        using var runtime = new Runtime(folder["model.onnx"]);
        using var image = Picture(8, 6, seed: 1);

        using var scope = torch.NewDisposeScope();
        Agreement.Check(runtime.Run([.. image.Pixels[..(8 * 6 * 3)]], 1, 6, 8, 3)["logits"], ImageNormalization.ImageNet.Apply(torch.tensor(Planes(image), 1, 3, 6, 8)), "normalised", 1e-6);
    }

    [Test]
    public void What_has_no_form_in_onnx_is_refused_by_name()
    {
        using var folder = new TemporaryFolder();
        using var model = torch.nn.Identity();

        Assert.That(
            () => OnnxExporter.Export(model, folder["model.onnx"], ImageOnnxInput.Pixels(new TransformPipeline(new RandomHorizontalFlip()), 32, 24, ImageNormalization.Unit)),
            Throws.TypeOf<LabException>().With.Message.Contains("RandomHorizontalFlip").And.Message.Contains(nameof(IOnnxTransform)));
        Assert.That(
            () => OnnxExporter.Export(model, folder["model.onnx"], ImageOnnxInput.Pixels(new Resize(32, 24, ResampleFilter.Lanczos), 32, 24, ImageNormalization.Unit)),
            Throws.TypeOf<LabException>().With.Message.Contains("Lanczos"));
        Assert.That(
            () => OnnxExporter.Export(model, folder["model.onnx"], ImageOnnxInput.Pixels(new Resize(31, 24), 32, 24, ImageNormalization.Unit)),
            Throws.TypeOf<LabException>().With.Message.Contains("not of 32 x 24"));
        Assert.That(Directory.EnumerateFiles(folder.Path), Is.Empty);
    }

    // Channel after channel, as networks take them.
    private static byte[] Planes(RgbImage image) =>
        [.. Enumerable.Range(0, 3).SelectMany(channel => Enumerable.Range(0, image.Width * image.Height).Select(pixel => image.Pixels[(3 * pixel) + channel]))];

    private static RgbImage Picture(int width, int height, long seed)
    {
        var image = new RgbImage(width, height);
        var random = RandomKey.FromSeed(seed).CreateRandom();
        for (var y = 0; y < height; y++)
        {
            var row = image.Row(y);
            for (var x = 0; x < row.Length; x++)
            {
                // Soft slopes with noise on them.
                row[x] = (byte)Math.Clamp((255.0 * ((x * 2) + (y * 3)) / ((row.Length * 2) + (height * 3))) + random.NextDouble(-60, 60), 0, 255);
            }
        }

        return image;
    }
}
