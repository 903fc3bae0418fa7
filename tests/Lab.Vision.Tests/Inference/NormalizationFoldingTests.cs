using System.Text;
using Lab.Onnx;
using Microsoft.ML.OnnxRuntime;
using Microsoft.ML.OnnxRuntime.Tensors;
using TorchSharp;
using TorchSharp.Modules;

namespace Lab.Vision.Tests.Inference;

[NonParallelizable]
public sealed class NormalizationFoldingTests
{
    [TestCase("resnet10_slim")]
    [TestCase("resnet50")]
    [TestCase("mobilenetv2_100")]
    [TestCase("mobilenetv3_small_100")]
    [TestCase("efficientnet_b0")]
    public void Every_norm_behind_a_convolution_is_folded_and_the_answers_stay(string name)
    {
        using var network = Disturbed(name);
        using var scope = torch.NewDisposeScope();
        using var noGradient = torch.no_grad();
        var images = torch.randn(2, 3, 32, 32);
        var before = network.call(images);

        NormalizationFolding.Fold(network);

        // A norm that is still called would now see statistics that are no numbers.
        foreach (var norm in network.modules().OfType<BatchNorm2d>())
        {
            norm.running_mean!.fill_(double.NaN);
        }

        var after = network.call(images);
        var scale = Math.Max(1, before.abs().max().item<float>());
        Assert.That((after - before).abs().max().item<float>(), Is.LessThan(1e-4 * scale));
    }

    [TestCase("resnet10_slim")]
    [TestCase("resnet50")]
    [TestCase("mobilenetv2_100")]
    [TestCase("mobilenetv3_small_100")]
    public void A_folded_network_is_exported_as_what_it_computes(string name)
    {
        using var network = Disturbed(name);
        using var scope = torch.NewDisposeScope();
        using var noGradient = torch.no_grad();
        var images = torch.randn(2, 3, 32, 32);
        var before = network.call(images).contiguous().data<float>().ToArray();

        NormalizationFolding.Fold(network);

        var file = OnnxExporter.ToBytes(network, OnnxInput.Floats("images", 3, 32, 32));
        Assert.That(Encoding.Latin1.GetString(file), Does.Not.Contain("BatchNormalization"));
        using var session = new InferenceSession(file);
        using var results = session.Run([NamedOnnxValue.CreateFromTensor("images", new DenseTensor<float>(images.data<float>().ToArray(), [2, 3, 32, 32]))]);
        Assert.That(results[0].AsEnumerable<float>().ToArray(), Is.EqualTo(before).Within(1e-4 * Math.Max(1, before.Max(Math.Abs))));
    }

    private static Backbone Disturbed(string name)
    {
        torch.random.manual_seed(4);
        var network = Backbones.Create(name, 5);
        Bundles.Disturb(network);
        network.eval();
        return network;
    }
}
