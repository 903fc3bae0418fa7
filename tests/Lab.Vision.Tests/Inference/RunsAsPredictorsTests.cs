using Lab.Hosting;
using Lab.Losses;
using Lab.Onnx;
using Lab.Tests;
using Lab.Vision.Tests.Support;
using Microsoft.Extensions.DependencyInjection;
using SkiaSharp;
using TorchSharp;
using static TorchSharp.torch;

namespace Lab.Vision.Tests.Inference;

/// <summary>From a run to predictions: its folder, a bundle of it, and models that only their experiment can build.</summary>
[NonParallelizable]
public sealed class RunsAsPredictorsTests
{
    private TemporaryFolder _folder = null!;

    [SetUp]
    public void MakePictures()
    {
        _folder = new TemporaryFolder();
        for (var i = 0; i < 6; i++)
        {
            using var image = Pictures.Noise(30, 25, $"picture {i}");
            _folder.Write($"data/{(i % 2 == 0 ? "cat" : "dog")}/{i}.png", Pictures.Encode(image, SKEncodedImageFormat.Png));
        }
    }

    [TearDown]
    public void RemoveFolder() => _folder.Dispose();

    private string Picture => Path.Combine(_folder.Path, "data", "cat", "0.png");

    [Test]
    public void A_run_of_a_plain_backbone_and_its_bundle_need_no_code_of_anybody()
    {
        using var services = Services<Tensor>(lab => lab.Model("net", _ => Backbones.Create("resnet10_slim", 2)).Loss<CrossEntropyLoss>());
        var runner = services.GetRequiredService<LabRunner>();
        var run = runner.Train("pets", Options).Folder!;
        var export = runner.Export("pets", run);

        using var fromRun = Predictor.Load(run);
        using var fromBundle = Predictor.Load(export.Path);

        Assert.That(export.Path, Does.EndWith("model.bundle.safetensors"));
        Assert.That(export.Lines, Has.Some.Contains("cat, dog"));
        Assert.That(fromRun.Heads.Single().Labels, Is.EqualTo(new[] { "cat", "dog" }));
        Assert.That(fromBundle.Predict(Picture).Probability, Is.EqualTo(fromRun.Predict(Picture).Probability).Within(1e-6));
        var card = fromBundle.Models.Single();
        Assert.That(card.Metrics.Keys, Has.Some.EqualTo("train/loss"));
        Assert.That(card.Data["train"]!["samples"]!.GetValue<int>(), Is.EqualTo(6));
        Assert.That(card.Origin["experiment"], Is.EqualTo("pets"));
        Assert.That(card.Origin.Keys, Has.Some.EqualTo("version.torchSharp"));
    }

    [Test]
    public void A_model_of_several_heads_is_built_by_its_experiment_with_the_options_of_the_run()
    {
        using var services = Services<PetLogits>(Heads);
        var runner = services.GetRequiredService<LabRunner>();
        var run = runner.Train("pets", new Dictionary<string, string>(Options) { ["wide"] = "true" }).Folder!;
        var bundle = runner.Export("pets", run).Path;

        Assert.That(() => Predictor.Load(bundle), Throws.TypeOf<LabException>().With.Message.Contains("'pets'").And.Message.Contains("AddLab"));
        using var predictor = services.GetRequiredService<IServiceScopeFactory>().CreateScope().ServiceProvider.GetRequiredService<Func<string, Predictor>>()(bundle);
        var prediction = predictor.Predict(Picture);

        Assert.That(prediction.Heads.Select(head => head.Name), Is.EqualTo(new[] { "kind", "size" }));
        Assert.That(prediction["size"].Probabilities.Select(one => one.Label), Is.EqualTo(new[] { "small", "middle", "large" }));
    }

    [Test]
    public void A_model_whose_logits_nobody_points_out_is_no_predictor()
    {
        using var services = Services<PetLogits>(lab => lab.Model<PetModel>().Options<PetOptions>().Loss<PetLoss>());
        var runner = services.GetRequiredService<LabRunner>();
        var run = runner.Train("pets", Options).Folder!;

        Assert.That(() => runner.Export("pets", run), Throws.TypeOf<LabException>().With.Message.Contains(".Head("));
        Assert.That(() => Predictor.Load(run, runner: runner), Throws.TypeOf<LabException>().With.Message.Contains(".Head("));
    }

    [Test]
    public void Labels_that_were_changed_since_the_run_are_told()
    {
        using var services = Services<PetLogits>(Heads);
        var run = services.GetRequiredService<LabRunner>().Train("pets", Options).Folder!;
        using var changed = Services<PetLogits>(lab => lab.Model<PetModel>("pets").Options<PetOptions>().Loss<PetLoss>()
            .Head("kind", output => output.Kind, ["dog", "cat"]).Head("size", output => output.Size, ["small", "middle", "large"]));
        var runner = changed.GetRequiredService<LabRunner>();

        Assert.That(() => Predictor.Load(run, runner: runner), Throws.TypeOf<LabException>().With.Message.Contains("kind (cat, dog)").And.Message.Contains("kind (dog, cat)"));
        Assert.That(() => runner.Export("pets", run), Throws.TypeOf<LabException>().With.Message.Contains("kind (dog, cat)"));
    }

    [Test]
    public void A_model_that_cannot_be_built_from_what_was_recorded_is_an_error_that_names_the_run()
    {
        using var services = Services<PetLogits>(Heads);
        var run = services.GetRequiredService<LabRunner>().Train("pets", Options).Folder!;
        using var changed = Services<PetLogits>(lab => lab.Model("pets", _ => throw new OverflowException("too wide")).Options<PetOptions>().Loss<PetLoss>()
            .Head("kind", output => output.Kind, ["cat", "dog"]).Head("size", output => output.Size, ["small", "middle", "large"]));

        Assert.That(() => Predictor.Load(run, runner: changed.GetRequiredService<LabRunner>()), Throws.TypeOf<LabException>().With.Message.Contains(run).And.Message.Contains("too wide"));
    }

    [Test]
    public void Onnx_runtime_answers_every_head_that_the_model_exports_as_torch_does()
    {
        using var services = Services<PetLogits>(lab => Heads(lab, exported: true));
        var runner = services.GetRequiredService<LabRunner>();
        var bundle = runner.Export("pets", runner.Train("pets", Options).Folder!).Path;
        var before = LiveTensors.Settle();
        Predictor.Load(bundle, null, runner).Dispose();
        var freed = LiveTensors.Settle();

        using var predictor = Predictor.Load(bundle, new PredictorOptions { Engine = PredictorEngine.Onnx }, runner);
        Assert.That(LiveTensors.Settle() - freed, Is.EqualTo(freed - before), "the model in torch is freed as that of a predictor that has ended");
        using var other = Predictor.Load(bundle, null, runner);
        var (one, two) = (predictor.Predict(Picture), other.Predict(Picture));

        Assert.That(one.Heads.Select(head => head.Name), Is.EqualTo(new[] { "kind", "size" }));
        foreach (var (head, expected) in one.Heads.Zip(two.Heads))
        {
            Assert.That(head.Probabilities.Select(label => label.Probability), Is.EqualTo(expected.Probabilities.Select(label => label.Probability)).Within(1e-5));
        }
    }

    [Test]
    public void What_onnx_runtime_cannot_compute_is_named_with_the_engine_that_can()
    {
        var options = new PredictorOptions { Engine = PredictorEngine.Onnx };
        using var silent = Services<PetLogits>(Heads);
        var run = silent.GetRequiredService<LabRunner>().Train("pets", Options).Folder!;
        using var derived = Services<PetLogits>(lab => lab.Model<ExportedPetModel>("pets").Options<PetOptions>().Loss<PetLoss>()
            .Head("kind", output => output.Kind * 2, ["cat", "dog"]).Head("size", output => output.Size, ["small", "middle", "large"]));

        Assert.That(() => Predictor.Load(run, options, silent.GetRequiredService<LabRunner>()), Throws.TypeOf<LabException>().With.Message.Contains(nameof(PetModel)).And.Message.Contains("PredictorEngine.Torch"));
        Assert.That(
            () => Predictor.Load(run, options, derived.GetRequiredService<LabRunner>()), Throws.TypeOf<LabException>().With.Message.Contains("head 'kind'").And.Message.Contains("kind, size").And.Message.Contains("PredictorEngine.Torch"));
        Assert.That(() => Predictor.Load(run, options with { Device = "cuda" }), Throws.TypeOf<LabValidationException>().With.Message.Contains("Device cuda"));
    }

    [Test]
    public async Task It_is_registered_by_one_line_and_says_how_it_is()
    {
        using var services = new ServiceCollection().AddPredictor(Bundles.Write(_folder)).AddSingleton<PredictorHealthCheck>().BuildServiceProvider();
        var context = new Microsoft.Extensions.Diagnostics.HealthChecks.HealthCheckContext
        {
            Registration = new("predictor", services.GetRequiredService<PredictorHealthCheck>(), null, null),
        };

        var health = await services.GetRequiredService<PredictorHealthCheck>().CheckHealthAsync(context);

        Assert.That(health.Status, Is.EqualTo(Microsoft.Extensions.Diagnostics.HealthChecks.HealthStatus.Healthy));
        services.GetRequiredService<Predictor>().Dispose();
        Assert.That((await services.GetRequiredService<PredictorHealthCheck>().CheckHealthAsync(context)).Status, Is.EqualTo(Microsoft.Extensions.Diagnostics.HealthChecks.HealthStatus.Unhealthy));
    }

    private Dictionary<string, string> Options => new() { ["epochs"] = "1", ["batch-size"] = "3", ["output"] = Path.Combine(_folder.Path, "runs") };

    private static void Heads(ExperimentBuilder<ImageSample, Tensor, PetLogits, Tensor> lab) => Heads(lab, exported: false);

    private static void Heads(ExperimentBuilder<ImageSample, Tensor, PetLogits, Tensor> lab, bool exported) => (exported ? lab.Model<ExportedPetModel>("pets") : lab.Model<PetModel>("pets"))
        .Options<PetOptions>()
        .Loss<PetLoss>()
        .Head("kind", output => output.Kind, ["cat", "dog"])
        .Head("size", output => output.Size, ["small", "middle", "large"]);

    private ServiceProvider Services<TOutput>(Action<ExperimentBuilder<ImageSample, Tensor, TOutput, Tensor>> configure)
    {
        var data = Path.Combine(_folder.Path, "data");
        return new ServiceCollection()
            .AddSingleton(new ImageFolderDataset(data))
            .AddSingleton<Func<string, Predictor>>(provider => path => Predictor.Load(path, runner: provider.GetRequiredService<LabRunner>()))
            .AddLab<ImageSample, Tensor, TOutput, Tensor>("pets", lab =>
            {
                lab.Data<Pets>().Collator<PetCollator>().BundleExport();
                configure(lab);
            })
            .BuildServiceProvider();
    }

    private sealed class Pets(ImageFolderDataset data) : DataModule<ImageSample>
    {
        public override DataSplits<ImageSample> Open() => new() { Train = data };
    }

    private sealed class PetCollator : ImageCollator<ImageSample, Tensor>
    {
        private readonly Field<long> _label;

        public PetCollator()
            : base(new ImagePipeline(new ImagePreprocessing(20, 16))) => _label = AddField<long>("label");

        public override Tensor ReadTarget(BatchTensors batch) => batch.OnDevice(_label);

        protected override string PathOf(ImageSample sample) => sample.Path;

        protected override void WriteTarget(ImageSample sample, SampleWriter writer) => writer.Set(_label, sample.Label ?? 0);
    }

    private sealed record PetLogits(Tensor Kind, Tensor Size);

    private sealed class PetOptions
    {
        public bool Wide { get; set; }
    }

    private class PetModel : Model<Tensor, PetLogits>
    {
        protected readonly Backbone backbone = Backbones.Create("resnet10_slim", 0);
        protected readonly TorchSharp.Modules.Linear kind;
        protected readonly TorchSharp.Modules.Linear size;
        private readonly TorchSharp.Modules.Linear? extra;

        public PetModel(PetOptions options)
        {
            kind = nn.Linear(backbone.FeatureCount, 2);
            size = nn.Linear(backbone.FeatureCount, 3);
            extra = options.Wide ? nn.Linear(backbone.FeatureCount, 2) : null;
        }

        public override PetLogits forward(Tensor input)
        {
            var features = backbone.call(input);
            var logits = kind.call(features);
            return new PetLogits(extra is null ? logits : logits + extra.call(features), size.call(features));
        }
    }

    private sealed class ExportedPetModel(PetOptions options) : PetModel(options), IOnnxModel
    {
        public IReadOnlyList<OnnxOutput> EmitOnnx(OnnxValue input)
        {
            var features = input.Through(backbone);
            return [new("kind", features.Through(kind)), new("size", features.Through(size))];
        }
    }

    private sealed class PetLoss : Loss<PetLogits, Tensor>
    {
        public override Tensor forward(PetLogits output, Tensor target, LossArguments arguments) =>
            nn.functional.cross_entropy(output.Kind, target) + nn.functional.cross_entropy(output.Size, target);
    }
}
