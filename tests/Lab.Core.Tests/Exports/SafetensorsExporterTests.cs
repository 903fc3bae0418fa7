using System.Text.Json;
using Lab.Tests.Hosting;
using Lab.Weights;

namespace Lab.Tests.Exports;

[NonParallelizable]
public sealed class SafetensorsExporterTests
{
    [Test]
    public void A_run_is_written_with_the_prefix_taken_off_that_all_names_share_and_a_header_that_says_whence()
    {
        using var application = new ToyApplication { Configure = lab => lab.SafetensorsExport() };
        Assert.That(application.Invoke("train", "--epochs", "1", "--model", "wide"), Is.Zero, application.Error);

        Assert.That(application.Invoke("export", "--format", "safetensors"), Is.Zero, application.Error);

        Assert.That(application.Output, Does.Contain("2 tensors").And.Contain("without 'head.'"));
        using var scope = torch.NewDisposeScope();
        using var file = WeightFile.Open(Path.Combine(application.Run, "model.safetensors"));
        using var layer = torch.nn.Linear(4, 3);
        Assert.That(layer.LoadWeights(file).IsComplete);
        Assert.That(file.Metadata["format"], Is.EqualTo("pt"));
        Assert.That(file.Metadata["experiment"], Is.EqualTo("toy"));
        Assert.That(file.Metadata["checkpoint"], Does.StartWith("step-"));
        Assert.That(JsonSerializer.Deserialize<string[]>(file.Metadata["lab.classes"]), Has.Length.EqualTo(3));
        Assert.That(Directory.EnumerateFiles(application.Run, "model.safetensors*").Count(), Is.EqualTo(1));
    }

    [Test]
    [SetCulture("de-DE")]
    public void Numbers_are_told_alike_in_every_culture()
    {
        using var model = torch.nn.Linear(40, 30);
        var path = Path.GetTempFileName();
        try
        {
            Assert.That(new SafetensorsExporter().Export(new ModelExport { Model = model, Path = path }, CancellationToken.None)[0], Is.EqualTo("2 tensors, 1,230 numbers"));
        }
        finally
        {
            File.Delete(path);
        }
    }

    [Test]
    public void A_part_is_written_under_its_own_names_and_one_that_there_is_not_is_told()
    {
        using var model = new TwoParts();
        var path = Path.GetTempFileName();
        try
        {
            var whole = new SafetensorsExporter().Export(new ModelExport { Model = model, Path = path }, CancellationToken.None);
            Assert.That(whole[0], Does.Not.Contain("without"));
            using (var file = WeightFile.Open(path))
            {
                Assert.That(file.Entries.Keys, Is.EquivalentTo(new[] { "backbone.weight", "backbone.bias", "head.weight", "head.bias" }));
            }

            new SafetensorsExporter(new SafetensorsExportOptions { ExportPart = "backbone" }).Export(new ModelExport { Model = model, Path = path }, CancellationToken.None);
            using (var file = WeightFile.Open(path))
            {
                Assert.That(file.Entries.Keys, Is.EquivalentTo(new[] { "weight", "bias" }));
            }

            Assert.That(
                () => new SafetensorsExporter(new SafetensorsExportOptions { ExportPart = "neck" }).Export(new ModelExport { Model = model, Path = path }, CancellationToken.None),
                Throws.TypeOf<LabException>().With.Message.Contains("--export-part neck").And.Message.Contains("backbone, head"));
        }
        finally
        {
            File.Delete(path);
        }
    }

    [Test]
    public void A_cancelled_export_leaves_the_earlier_file()
    {
        using var model = new TwoParts();
        var folder = Directory.CreateTempSubdirectory("lab-export-").FullName;
        var path = Path.Combine(folder, "model.safetensors");
        File.WriteAllText(path, "earlier");
        try
        {
            Assert.That(() => new SafetensorsExporter().Export(new ModelExport { Model = model, Path = path }, new CancellationToken(canceled: true)), Throws.InstanceOf<OperationCanceledException>());
            Assert.That(File.ReadAllText(path), Is.EqualTo("earlier"));
            Assert.That(Directory.EnumerateFiles(folder).Count(), Is.EqualTo(1));
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    private sealed class TwoParts : Model<Tensor, Tensor>
    {
        private readonly TorchSharp.Modules.Linear backbone = torch.nn.Linear(4, 3);
        private readonly TorchSharp.Modules.Linear head = torch.nn.Linear(3, 2);

        public override Tensor forward(Tensor input) => head.call(backbone.call(input));
    }
}
