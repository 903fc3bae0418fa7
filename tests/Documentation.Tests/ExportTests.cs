using Lab.Onnx;
using NUnit.Framework;
using TorchSharp;

namespace Documentation.Tests;

/// <summary>The models that docs/export.md shows are exported, which checks them against their own forward.</summary>
[NonParallelizable]
public sealed class ExportTests
{
    private string _folder = string.Empty;

    [SetUp]
    public void MakeFolder() => _folder = Directory.CreateTempSubdirectory("lab-export-").FullName;

    [TearDown]
    public void RemoveFolder() => Directory.Delete(_folder, recursive: true);

    [Test]
    public void The_shown_models_can_be_exported()
    {
        using var gate = torch.nn.Sequential(("gate", new Gate()));
        using var heads = new TwoHeads();

        Assert.That(OnnxExporter.Export(gate, Path.Combine(_folder, "gate.onnx"), OnnxInput.Floats("input", 16)).Difference, Is.LessThan(1e-4));
        Assert.That(OnnxExporter.Export(heads, Path.Combine(_folder, "heads.onnx"), OnnxInput.Floats("images", 3, 32, 32)).Difference, Is.LessThan(1e-4));
    }
}
