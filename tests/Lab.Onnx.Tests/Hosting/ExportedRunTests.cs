using System.Text.Json;
using Lab.Onnx.Tests.Support;
using MaskClassification;
using MaskClassification.Data;
using MaskClassification.Models;
using Microsoft.Extensions.DependencyInjection;

namespace Lab.Onnx.Tests.Hosting;

/// <summary>The sample's runs become files by the verb <c>export</c>.</summary>
public sealed class ExportedRunTests
{
    [Test]
    public void A_trained_run_becomes_a_file_that_takes_pixels_and_knows_where_it_comes_from()
    {
        using var folder = new TemporaryFolder();
        var services = new ServiceCollection();
        services.AddLab<FaceSample, Tensor, MaskLogits, MaskLabels>(MaskExperiment.Name, MaskExperiment.Configure);
        using var provider = services.BuildServiceProvider();
        var runner = provider.GetRequiredService<LabRunner>();
        var run = runner.Train(MaskExperiment.Name, new Dictionary<string, string>
        {
            ["output"] = folder.Path, ["epochs"] = "1", ["drawn-people"] = "20", ["drawn-test-people"] = "6", ["loader-threads"] = "0",
        });
        var export = runner.Export(MaskExperiment.Name, run.Folder!, "onnx");

        Assert.That(export.Path, Is.EqualTo(Path.Combine(run.Folder!, "model.onnx")));
        Assert.That(export.Lines, Has.Some.Contains("uint8 [batch, height, width, 3]").And.Some.Contains("joint: Float32 [batch, 18]").And.Some.Contains("checked on a random batch"));
        using var runtime = new Runtime(export.Path);
        var texts = runtime.Session.ModelMetadata.CustomMetadataMap;
        Assert.That(texts["experiment"], Is.EqualTo("mask"));
        Assert.That(texts["run"], Is.EqualTo(Path.GetFileName(run.Folder)));
        Assert.That(texts["checkpoint"], Is.EqualTo(export.Checkpoint));
        Assert.That(JsonSerializer.Deserialize<string[]>(texts["classes"]), Has.Length.EqualTo(18));
        var joint = runtime.Run(new byte[2 * 150 * 100 * 3], 2, 150, 100, 3)["joint"];
        Assert.That(joint, Has.Length.EqualTo(36));
        Assert.That(joint.Take(18).Sum(MathF.Exp), Is.EqualTo(1).Within(1e-4), "log-probabilities");

        var prepared = runner.Export(
            MaskExperiment.Name, run.Folder!, "onnx", folder["prepared.onnx"], new Dictionary<string, string> { ["onnx-input"] = "prepared", ["onnx-softmax"] = "true" }, checkpoint: "last");
        using var second = new Runtime(prepared.Path);
        Assert.That(second.Session.InputMetadata["images"].Dimensions, Is.EqualTo(new[] { -1, 3, 128, 96 }));
        using var scope = torch.NewDisposeScope();
        Assert.That(second.Run(torch.zeros(1, 3, 128, 96))["mask"].Sum(), Is.EqualTo(1).Within(1e-5));
    }
}
