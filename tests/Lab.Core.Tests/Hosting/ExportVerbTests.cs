using System.Text.Json.Nodes;
using Lab.Tests.Averages;

namespace Lab.Tests.Hosting;

[NonParallelizable]
public sealed class ExportVerbTests
{
    private static ToyApplication Application(params string[] formats) => new()
    {
        Configure = lab =>
        {
            lab.Hook(_ => new MeanWeights());
            foreach (var format in formats)
            {
                lab.Exporter(format, _ => new FactsExporter(format));
            }
        },
    };

    [Test]
    public void A_run_is_written_in_the_format_that_is_asked_for()
    {
        using var application = Application("facts", "others");
        Assert.That(application.Invoke("train", "--epochs", "2", "--model", "wide"), Is.Zero, application.Error);
        Assert.That(application.Invoke("export"), Is.Zero, application.Error);
        var facts = JsonNode.Parse(File.ReadAllText(Path.Combine(application.Run, "model.facts")))!;

        Assert.Multiple(() =>
        {
            Assert.That(facts["experiment"]!.GetValue<string>(), Is.EqualTo("toy"));
            Assert.That(facts["run"]!.GetValue<string>(), Is.EqualTo(Path.GetFileName(application.Run)));
            Assert.That(facts["model"]!.GetValue<string>(), Is.EqualTo("wide"), "a run's model is built with its own options");
            Assert.That(facts["weights"]!.GetValue<string>(), Is.EqualTo("raw"));
            Assert.That(facts["version.torchSharp"]!.GetValue<string>(), Is.Not.Empty);
            Assert.That(facts["classes"]!.AsArray(), Has.Count.EqualTo(3));
            Assert.That(facts["collator"]!.GetValue<string>(), Is.EqualTo("ToyCollator"));
            Assert.That(facts["training"]!.GetValue<bool>(), Is.False);
            Assert.That(application.Output, Does.Contain("model.facts").And.Contain("in facts"));
        });

        var file = Path.Combine(application.Folder, "deeper", "average.bin");
        Assert.That(application.Invoke("export", "--format", "others", "--weights", "average", "--checkpoint", "last", "--file", file), Is.Zero, application.Error);
        var others = JsonNode.Parse(File.ReadAllText(file))!;
        Assert.That(others["weights"]!.GetValue<string>(), Is.EqualTo("average"));
        Assert.That(others["sum"]!.GetValue<float>(), Is.Not.EqualTo(facts["sum"]!.GetValue<float>()), "other weights");
    }

    [Test]
    public void A_format_that_there_is_not_is_told_with_those_that_there_are()
    {
        using var application = Application("facts");
        Assert.That(application.Invoke("train", "--epochs", "1"), Is.Zero, application.Error);
        Assert.That(application.Invoke("export", "--format", "onyx"), Is.EqualTo(2));
        Assert.That(application.Error, Does.Contain("--format onyx: there is no such format.").And.Contain("facts"));
        Assert.That(Directory.EnumerateFiles(application.Run, "model.*"), Is.Empty);
    }

    [TestCase("export")]
    [TestCase("export", "--format", "onnx")]
    public void An_experiment_without_formats_says_how_to_add_one(params string[] arguments)
    {
        using var application = Application();
        Assert.That(application.Invoke("train", "--epochs", "1"), Is.Zero, application.Error);
        Assert.That(application.Invoke(arguments), Is.EqualTo(2));
        Assert.That(application.Error, Does.Contain("no format to export to").And.Contain(".SafetensorsExport()").And.Contain(".OnnxExport()").And.Contain(".BundleExport()"));
    }

    [Test]
    public void A_run_that_was_not_trained_cannot_be_exported()
    {
        using var application = Application("facts");
        Assert.That(application.Invoke("export"), Is.EqualTo(2));
        Assert.That(application.Error, Does.Contain("holds no trained run"));
    }

    private sealed class FactsExporter(string format) : ModelExporter
    {
        public override string Extension => $".{format}";

        public override IReadOnlyList<string> Export(ModelExport export, CancellationToken cancellation)
        {
            var facts = new JsonObject(export.Metadata.Select(pair => KeyValuePair.Create(pair.Key, (JsonNode?)pair.Value)))
            {
                ["classes"] = new JsonArray([.. export.ClassNames.Select(name => (JsonNode?)name)]),
                ["collator"] = export.Collator!.GetType().Name,
                ["training"] = export.Model.training,
            };
            using var scope = torch.NewDisposeScope();
            facts["sum"] = export.Model.parameters().First().sum().item<float>();
            File.WriteAllText(export.Path, facts.ToJsonString());
            return [$"in {format}"];
        }
    }
}
