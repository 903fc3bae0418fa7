using Lab.Onnx.Tests.Support;
using Lab.Vision;

namespace Lab.Onnx.Tests.Vision;

/// <summary>Every backbone gives in ONNX Runtime what it gives in torch.</summary>
public sealed class BackboneExportTests
{
    private static readonly string[] Light =
    [
        "convnext_atto", "efficientnet_b0", "mobilenetv3_large_100", "resnet10_slim", "squeezenet1_1", "swin_tiny_patch4_window7_224", "vit_tiny_patch16_224",
    ];

    private static IEnumerable<TestCaseData> All => Backbones.Names.Select(name => new TestCaseData(name).SetCategory(Light.Contains(name) ? "Light" : "Slow"));

    [TestCaseSource(nameof(All))]
    public void A_backbone_gives_the_same_in_the_runtime(string name) => Check(name, height: 64, width: 96, classes: 7);

    [TestCase("swin_tiny_patch4_window7_224", 60, 84, Description = "windows that do not divide the map, odd maps to merge")]
    [TestCase("swin_tiny_patch4_window7_224", 28, 56, Description = "an axis that one window covers")]
    [TestCase("squeezenet1_1", 65, 50, Description = "windows that hang over the end")]
    [TestCase("resnet10_slim", 33, 47)]
    public void Sizes_that_do_not_come_out_even_are_right_too(string name, int height, int width) => Check(name, height, width, classes: 3);

    [TestCase("resnet10_slim")]
    [TestCase("vit_tiny_patch16_224")]
    [TestCase("squeezenet1_1")]
    public void Without_a_classifier_the_pooled_vector_is_exported(string name) => Check(name, 64, 64, classes: 0);

    [Test]
    public void Bottlenecks_in_groups_are_exported_in_a_design_of_ones_own()
    {
        using var folder = new TemporaryFolder();
        torch.manual_seed(1);
        using var model = Randomized.Weights(new ResNet("small", new ResNetDesign([2, 1, 1, 1], [32, 64, 64, 128]) { Bottleneck = true, Cardinality = 4, GroupWidth = 8 }, 3));
        Check(model, folder["model.onnx"], height: 64, width: 48);
    }

    [Test]
    public void A_transformer_takes_images_of_another_size_than_it_was_built_for()
    {
        using var folder = new TemporaryFolder();
        torch.manual_seed(1);
        using var model = Randomized.Weights(Backbones.Create("vit_tiny_patch16_224", 3, new BackboneSettings { ImageSize = (64, 64) }));
        Check(model, folder["model.onnx"], height: 48, width: 80);
    }

    [Test]
    public void Other_channels_than_three_are_exported()
    {
        using var folder = new TemporaryFolder();
        using var model = Randomized.Weights(Backbones.Create("resnet10_slim", 3, new BackboneSettings { InputChannels = 1 }));
        Check(model, folder["model.onnx"], height: 32, width: 32);
    }

    [Test]
    public void A_convolutional_network_may_leave_its_size_open()
    {
        using var folder = new TemporaryFolder();
        torch.manual_seed(1);
        using var model = Randomized.Weights(Backbones.Create("resnet10_slim", 3));
        OnnxExporter.Export(model, folder["model.onnx"], OnnxInput.Floats("images", 3, OnnxDimension.Named("height"), OnnxDimension.Named("width")));
        using var runtime = new Runtime(folder["model.onnx"]);
        Compare(model, runtime, 1, 3, 40, 72);
        Compare(model, runtime, 2, 3, 96, 32);
    }

    [Test]
    public void Swin_and_vit_say_that_they_need_a_size()
    {
        using var folder = new TemporaryFolder();
        using var model = Backbones.Create("vit_tiny_patch16_224", 3);

        Assert.That(
            () => OnnxExporter.Export(model, folder["model.onnx"], OnnxInput.Floats("images", 3, OnnxDimension.Named("height"), OnnxDimension.Named("width"))),
            Throws.TypeOf<LabException>().With.Message.Contains("needs a size that is known at export, not 'height'"));
    }

    [Test]
    public void Weights_keep_the_names_of_the_state_dictionary()
    {
        using var folder = new TemporaryFolder();
        using var model = Backbones.Create("resnet10_slim", 3);
        OnnxExporter.Export(model, folder["model.onnx"], OnnxInput.Floats("images", 3, 32, 32));
        using var runtime = new Runtime(folder["model.onnx"]);
        var text = System.Text.Encoding.Latin1.GetString(File.ReadAllBytes(folder["model.onnx"]));
        var lost = model.state_dict().Keys.Where(name => !name.EndsWith("num_batches_tracked", StringComparison.Ordinal) && !text.Contains(name, StringComparison.Ordinal));

        Assert.That(lost, Is.Empty);
    }

    private static void Check(string name, int height, int width, int classes)
    {
        using var folder = new TemporaryFolder();
        torch.manual_seed(1);
        using var model = Randomized.Weights(Backbones.Create(name, classes, new BackboneSettings { ImageSize = (height, width), Dropout = 0.5, StochasticDepth = name.StartsWith("squeezenet", StringComparison.Ordinal) ? 0 : 0.5 }));
        Check(model, folder["model.onnx"], height, width);
    }

    private static void Check(Backbone model, string path, int height, int width)
    {
        model.train();
        var result = OnnxExporter.Export(model, path, OnnxInput.Floats("images", model.InputChannels, height, width));
        Assert.That(result.Difference, Is.LessThan(Agreement.Tolerance));
        Assert.That(model.training, "an export leaves the mode as it was");
        using var runtime = new Runtime(path);
        Compare(model, runtime, 1, model.InputChannels, height, width);
        Compare(model, runtime, 3, model.InputChannels, height, width);
    }

    private static void Compare(Backbone model, Runtime runtime, params long[] shape)
    {
        model.eval();
        using var scope = torch.NewDisposeScope();
        using var noGradient = torch.no_grad();
        var images = torch.randn(shape);
        Agreement.Check(runtime.Run(images)["logits"], model.call(images), $"batch of {shape[0]}");
    }
}
