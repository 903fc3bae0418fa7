using Lab.Onnx.Tests.Support;
using TorchSharp.Modules;

namespace Lab.Onnx.Tests.Exporting;

public sealed class OnnxExporterTests
{
    [Test]
    public void A_module_that_nothing_is_known_of_is_told_with_what_to_write()
    {
        using var folder = new TemporaryFolder();
        using var model = torch.nn.Sequential(("first", torch.nn.Linear(4, 4)), ("odd", new Doubling()));

        Assert.That(
            () => OnnxExporter.Export(model, folder["model.onnx"], OnnxInput.Floats("input", 4)),
            Throws.TypeOf<LabException>().With.Message.Contains("'odd' (Doubling) cannot be exported").And.Message.Contains("Emitters.Add<Doubling>"));
        Assert.That(Directory.EnumerateFiles(folder.Path), Is.Empty);
    }

    [Test]
    public void An_emitter_makes_a_module_known()
    {
        using var folder = new TemporaryFolder();
        using var model = torch.nn.Sequential(("first", torch.nn.Linear(4, 4)), ("odd", new Doubling()));
        var options = new OnnxExportOptions { OutputName = "doubled" };
        options.Emitters.Add<Doubling>((_, x) => x * 2);
        OnnxExporter.Export(model, folder["model.onnx"], OnnxInput.Floats("input", 4), options);
        using var runtime = new Runtime(folder["model.onnx"]);
        using var scope = torch.NewDisposeScope();
        var input = torch.randn(2, 4);
        Agreement.Check(runtime.Run(input)["doubled"], model.call(input), "doubled");
    }

    [Test]
    public void In_memory_it_is_the_file()
    {
        using var folder = new TemporaryFolder();
        using var model = torch.nn.Sequential(("first", torch.nn.Linear(4, 300)), ("second", torch.nn.ReLU()));
        var written = OnnxExporter.Export(model, folder["model.onnx"], OnnxInput.Floats("input", 4));

        var bytes = OnnxExporter.ToBytes(model, OnnxInput.Floats("input", 4));

        Assert.That(bytes, Has.Length.EqualTo(written.Bytes));
        Assert.That(bytes, Is.EqualTo(File.ReadAllBytes(folder["model.onnx"])));
    }

    [Test]
    public void A_graph_that_is_not_the_model_is_refused_and_the_earlier_file_stays()
    {
        using var folder = new TemporaryFolder();
        using var model = torch.nn.Sequential(("odd", new Doubling()));
        File.WriteAllText(folder["model.onnx"], "earlier");
        var options = new OnnxExportOptions();
        options.Emitters.Add<Doubling>((_, x) => x * 2.001);

        Assert.That(
            () => OnnxExporter.Export(model, folder["model.onnx"], OnnxInput.Floats("input", 4), options),
            Throws.TypeOf<LabException>().With.Message.Contains("The graph is not the model").And.Message.Contains("5.0e-4"));
        Assert.That(File.ReadAllText(folder["model.onnx"]), Is.EqualTo("earlier"));
        Assert.That(Directory.EnumerateFiles(folder.Path), Has.Exactly(1).Items);
    }

    [TestCase(2.0, "checked on a random batch: the same numbers as the model's")]
    [TestCase(2.0001, "checked on a random batch: within 5.0e-5 of the largest number of the model")]
    [SetCulture("de-DE")]
    public void How_far_the_graph_is_from_the_model_is_told_alike_in_every_culture(double factor, string told)
    {
        using var folder = new TemporaryFolder();
        using var model = torch.nn.Sequential(("odd", new Doubling()));
        var exporter = new OnnxModelExporter(_ => OnnxInput.Floats("input", 4), options => options.Emitters.Add<Doubling>((_, x) => x * factor));

        Assert.That(exporter.Export(new ModelExport { Model = model, Path = folder["model.onnx"] }, CancellationToken.None), Has.Some.EqualTo(told));
    }

    [Test]
    public void A_graph_that_gives_no_numbers_is_refused()
    {
        using var folder = new TemporaryFolder();
        using var model = torch.nn.Sequential(("odd", new Doubling()));
        var options = new OnnxExportOptions();
        options.Emitters.Add<Doubling>((_, x) => (x * 2) + (x - x).Log().Exp() + (x - x - 1).Log());

        Assert.That(() => OnnxExporter.Export(model, folder["model.onnx"], OnnxInput.Floats("input", 4), options), Throws.TypeOf<LabException>().With.Message.Contains("The graph is not the model"));
    }

    [Test]
    public void A_shape_that_is_not_the_operations_is_refused()
    {
        using var folder = new TemporaryFolder();
        using var model = torch.nn.Sequential(("odd", new Doubling()));
        var options = new OnnxExportOptions();
        options.Emitters.Add<Doubling>((_, x) => x.Graph.Apply("Add", [x, x], [OnnxDimension.Batch, 5], inputs => inputs[0] + inputs[1]));

        Assert.That(() => OnnxExporter.Export(model, folder["model.onnx"], OnnxInput.Floats("input", 4), options), Throws.TypeOf<LabException>().With.Message.Contains("was said to give [batch, 5]"));
    }

    [Test]
    public void An_operation_without_a_form_in_torch_leaves_the_export_unchecked()
    {
        using var folder = new TemporaryFolder();
        using var model = torch.nn.Sequential(("odd", new Doubling()));
        var options = new OnnxExportOptions();
        options.Emitters.Add<Doubling>((_, x) => x.Graph.Apply("Add", [x, x], x.Shape, torch: null));
        var result = OnnxExporter.Export(model, folder["model.onnx"], OnnxInput.Floats("input", 4), options);

        Assert.That(result.Difference, Is.Null);
        using var runtime = new Runtime(folder["model.onnx"]);
        using var scope = torch.NewDisposeScope();
        Agreement.Check(runtime.Run(torch.ones(1, 4))["logits"], torch.ones(1, 4) * 2, "doubled");
    }

    [Test]
    public void A_model_with_several_outputs_names_them()
    {
        using var folder = new TemporaryFolder();
        torch.manual_seed(1);
        using var model = new TwoHeads("left", "Right");
        var result = OnnxExporter.Export(model, folder["model.onnx"], OnnxInput.Floats("input", 4), new OnnxExportOptions { Softmax = true });

        Assert.That(result.Outputs, Is.EqualTo(new[] { "left: Float32 [batch, 3]", "Right: Float32 [batch, 2]" }));
        using var runtime = new Runtime(folder["model.onnx"]);
        using var scope = torch.NewDisposeScope();
        var input = torch.randn(3, 4);
        var found = runtime.Run(input);
        var wanted = model.call(input);
        Agreement.Check(found["left"], wanted.Left.softmax(1), "left");
        Agreement.Check(found["Right"], wanted.Right.softmax(1), "right");
    }

    [Test]
    public void Outputs_are_called_as_what_the_model_returns()
    {
        using var folder = new TemporaryFolder();
        using var unknown = new TwoHeads("left", "third");
        using var twice = new TwoHeads("left", "left");

        Assert.That(
            () => OnnxExporter.Export(unknown, folder["model.onnx"], OnnxInput.Floats("input", 4)),
            Throws.TypeOf<LabException>().With.Message.Contains("names an output 'third'").And.Message.Contains("output.Right"));
        Assert.That(() => OnnxExporter.Export(twice, folder["model.onnx"], OnnxInput.Floats("input", 4)), Throws.TypeOf<LabException>().With.Message.Contains("a name of its own"));
    }

    [Test]
    public void A_module_that_is_no_part_of_the_model_is_refused()
    {
        using var folder = new TemporaryFolder();
        using var stranger = torch.nn.Linear(4, 4);
        using var model = torch.nn.Sequential(("odd", new Doubling()));
        var options = new OnnxExportOptions();
        options.Emitters.Add<Doubling>((_, x) => x.Through(stranger));

        Assert.That(() => OnnxExporter.Export(model, folder["model.onnx"], OnnxInput.Floats("input", 4), options), Throws.TypeOf<LabException>().With.Message.Contains("no part of the exported model"));
    }

    [Test]
    public void A_module_that_is_used_twice_has_its_weights_once()
    {
        using var folder = new TemporaryFolder();
        using var shared = torch.nn.Linear(200, 200);
        using var model = torch.nn.Sequential(("first", shared), ("act", torch.nn.ReLU()), ("second", shared));
        var result = OnnxExporter.Export(model, folder["model.onnx"], OnnxInput.Floats("input", 200));

        Assert.That(result.Bytes, Is.LessThan(1.5 * 200 * 200 * 4));
    }

    [Test]
    public void Only_float32_models_are_exported()
    {
        using var folder = new TemporaryFolder();
        using var model = torch.nn.Linear(4, 4).to(torch.ScalarType.Float64);

        Assert.That(() => OnnxExporter.Export(model, folder["model.onnx"], OnnxInput.Floats("input", 4)), Throws.TypeOf<LabException>().With.Message.Contains("Float64"));
    }

    [Test]
    public void A_size_that_does_not_fit_is_told_where_it_is_written()
    {
        using var folder = new TemporaryFolder();
        using var model = torch.nn.Linear(4, 4);

        Assert.That(() => OnnxExporter.Export(model, folder["model.onnx"], OnnxInput.Floats("input", 5)), Throws.TypeOf<LabException>().With.Message.Contains("[batch, 5]").And.Message.Contains("does not fit"));
    }

    [Test]
    public void A_folder_that_is_not_there_is_told()
    {
        using var folder = new TemporaryFolder();
        using var model = torch.nn.Linear(4, 4);

        Assert.That(() => OnnxExporter.Export(model, folder["none/model.onnx"], OnnxInput.Floats("input", 4)), Throws.TypeOf<LabException>().With.Message.Contains("could not be written"));
    }

    [Test]
    public void A_cancelled_export_leaves_nothing()
    {
        using var folder = new TemporaryFolder();
        using var model = torch.nn.Linear(4, 4);

        Assert.That(() => OnnxExporter.Export(model, folder["model.onnx"], OnnxInput.Floats("input", 4), cancellation: new CancellationToken(true)), Throws.InstanceOf<OperationCanceledException>());
        Assert.That(Directory.EnumerateFiles(folder.Path), Is.Empty);
    }

    [Test]
    public void An_export_keeps_no_tensor()
    {
        using var folder = new TemporaryFolder();
        using var model = torch.nn.Sequential(("first", torch.nn.Linear(4, 4)), ("act", torch.nn.GELU()));
        OnnxExporter.Export(model, folder["model.onnx"], OnnxInput.Floats("input", 4));
        var before = Tensor.TotalCount;
        OnnxExporter.Export(model, folder["model.onnx"], OnnxInput.Floats("input", 4));

        Assert.That(Tensor.TotalCount, Is.EqualTo(before));
    }

    private sealed class Doubling() : torch.nn.Module<Tensor, Tensor>(nameof(Doubling))
    {
        public override Tensor forward(Tensor input) => input * 2;
    }

    private sealed record Sides(Tensor Left, Tensor Right);

    private sealed class TwoHeads(string first, string second) : Model<Tensor, Sides>, IOnnxModel
    {
        private readonly Linear left = torch.nn.Linear(4, 3);
        private readonly Linear right = torch.nn.Linear(4, 2);

        public override Sides forward(Tensor input) => new(left.call(input), right.call(input));

        public IReadOnlyList<OnnxOutput> EmitOnnx(OnnxValue input) => [new(first, input.Through(left)), new(second, input.Through(right))];
    }
}
