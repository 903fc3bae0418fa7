using Lab.Checkpoints;
using Lab.Optimization;
using Lab.Vision.Tests.Support;
using Lab.Weights;
using Microsoft.Extensions.Logging;
using SkiaSharp;

namespace Lab.Vision.Tests.Preprocessing;

/// <summary>Preprocessing where model and data meet: in the files of a run, and against what pretrained weights expect.</summary>
public sealed class PreprocessingInRunsTests
{
    private static readonly ImagePreprocessing Preprocessing = new(16, 12) { CropFraction = 0.8, Normalization = ImageNormalization.Symmetric };

    [Test]
    public void Every_file_of_weights_carries_preprocessing_and_classes()
    {
        using var folder = new TemporaryFolder();
        Fit(folder, Preprocessing, pretrainedOn: null, averages: true);
        var checkpoint = new CheckpointStore(Path.Combine(folder.Path, "checkpoints")).Open("last");

        foreach (var name in new[] { Checkpoint.ModelFile, Checkpoint.AverageFile })
        {
            var path = Path.Combine(checkpoint.Folder, name);
            using var file = WeightFile.Open(path);
            var metadata = WeightsMetadata.Of(file);
            Assert.That(ImagePreprocessing.FromJson(metadata.Preparation!), Is.EqualTo(Preprocessing));
            Assert.That(metadata.Classes, Is.EqualTo(new[] { "cat", "dog" }));
        }
    }

    [Test]
    public void A_pretrained_network_warns_of_another_size_and_normalisation()
    {
        using var folder = new TemporaryFolder();

        var warnings = Fit(folder, Preprocessing, pretrainedOn: new ImagePreprocessing(24, 24));

        Assert.That(warnings.Single(), Does.Contain("16 x 12").And.Contain("24 x 24").And.Contain("normalisation").And.Contain("resnet10_slim"));
    }

    [Test]
    public void It_is_silent_where_the_preprocessing_is_the_models_own_and_where_nothing_is_pretrained()
    {
        using var folder = new TemporaryFolder();

        Assert.That(Fit(folder, Preprocessing, pretrainedOn: Preprocessing), Is.Empty);
        Assert.That(Fit(folder, Preprocessing, pretrainedOn: null), Is.Empty);
    }

    private static List<string> Fit(TemporaryFolder folder, ImagePreprocessing preprocessing, ImagePreprocessing? pretrainedOn, bool averages = false)
    {
        foreach (var name in new[] { "cat", "dog" })
        {
            using var image = Pictures.Noise(20, 20, name);
            folder.Write($"data/{name}/1.png", Pictures.Encode(image, SKEncodedImageFormat.Png));
        }

        using var model = new Wrapped();
        if (pretrainedOn is not null)
        {
            model.Backbone.MarkPretrained(pretrainedOn);
        }

        using var loss = new Lab.Losses.CrossEntropyLoss();
        using var loader = new DatasetLoader<ImageSample, Tensor, Tensor>(
            new ImageFolderDataset(Path.Combine(folder.Path, "data")), new ClassificationImageCollator(new ImagePipeline(preprocessing)), Phase.Train);
        var logger = new Warnings();
        using var trainer = new Trainer<Tensor, Tensor, Tensor>(
            new TrainerParts<Tensor, Tensor, Tensor>
            {
                Model = model,
                Loss = loss,
                Optimizer = (module, criterion) => new OptimizerFactory().Create(new OptimizerOptions(), module, criterion),
                Hooks = averages ? [new EveryStep()] : [],
                Checkpoints = new CheckpointStore(Path.Combine(folder.Path, "checkpoints")),
            },
            new TrainerOptions { Epochs = 1.Epochs() },
            logger);
        trainer.Fit(loader);
        return logger.Messages;
    }

    private sealed class Wrapped : Model<Tensor, Tensor>
    {
        private readonly Backbone backbone = Backbones.Create("resnet10_slim", 2);

        public Backbone Backbone => backbone;

        public override Tensor forward(Tensor input) => backbone.call(input);
    }

    private sealed class EveryStep : WeightAveraging
    {
        public override void AfterStep(long step, bool stepped) => Include(1);
    }

    private sealed class Warnings : ILogger<Trainer<Tensor, Tensor, Tensor>>
    {
        public List<string> Messages { get; } = [];

        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => logLevel >= LogLevel.Warning;

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
        {
            if (IsEnabled(logLevel))
            {
                Messages.Add(formatter(state, exception));
            }
        }
    }
}
