using Lab;
using Lab.Analysis;
using Lab.Hooks;
using Lab.Optimization;
using Lab.Vision;
using static TorchSharp.torch;

namespace Documentation.Tests.Snippets;

public sealed class HardestBatch : BatchHook
{
    private BatchEnd? _hardest;

    public override void OnBatchEnd(BatchEnd batch, RunControl control)
    {
        if (batch.Phase == Phase.Train && batch.Loss > (_hardest?.Loss ?? 0))
        {
            _hardest = batch;                                       // a record of plain numbers: Phase, Epoch, Batch, Indices, Loss, Step, Stepped, LearningRate, DataWait
        }
    }

    public override void OnRunEnd(RunResult result) =>
        Console.WriteLine(_hardest is null ? "nothing was trained" : $"loss {_hardest.Loss:f3} in step {_hardest.Step}, samples {string.Join(", ", _hardest.Indices)}");
}

public sealed class Overfitting(double gap) : EpochHook
{
    public override IReadOnlyList<MonitoredMetric> Monitors { get; } = [new(Phase.Validation, MetricKey.Loss)];

    public override void OnEpochReport(EpochReport report, RunControl control)
    {
        if (report.IsEpochEnd && report.Get(Phase.Validation, MetricKey.Loss) > report.Get(Phase.Train, MetricKey.Loss) + gap)
        {
            control.RequestStop($"the validation loss is more than {gap} above that of training");
        }
    }
}

internal sealed class PointPredictions : PredictionWriter<Point, Tensor>
{
    public override IReadOnlyList<string> Columns { get; } = ["x", "y", "class"];

    public override IEnumerable<IReadOnlyList<string>> Rows(IReadOnlyList<Point> samples, Tensor output)
    {
        var classes = output.argmax(1).cpu().data<long>().ToArray();
        return [.. samples.Select((point, row) => (string[])[$"{point.X}", $"{point.Y}", $"{classes[row]}"])];
    }
}

public sealed class StepEvery(int batches) : OptimHook
{
    public override BatchCount Window => batches.Batches();        // the trainer plans windows and weights each batch by its samples
}

public sealed class SkipWildSteps(double maximum) : OptimHook
{
    public override void Step(StepContext step, StepDelegate next)
    {
        if (step.Gradients.Norm() <= maximum)
        {
            next(step);                                             // without it the optimizer does not step
        }
    }
}

public sealed class Blend : OptimHook<Tensor, Tensor, Tensor>
{
    public override void Loss(LossContext<Tensor, Tensor, Tensor> loss, LossDelegate next)
    {
        var share = loss.Random.CreateRandom().NextDouble(0.5, 1);  // a function of seed, epoch and batch
        loss.Input = (loss.Input * share) + (loss.Input.flip(0) * (1 - share));
        next(loss);
    }
}

public sealed class GradientsOfSmallerWeights(double factor) : OptimHook
{
    public override bool Recomputes => true;

    public override void Step(StepContext step, StepDelegate next)
    {
        using (NewDisposeScope())
        {
            Tensor[] weights = [.. step.Optimizer.Groups.SelectMany(group => group.Parameters).Select(pair => pair.Value)];
            var kept = Foreach.Clone(weights);
            using (no_grad())
            {
                Foreach.Multiply(weights, factor);
            }

            step.Recompute();                                       // forward, loss and backward of the same batch
            using (no_grad())
            {
                Foreach.Copy(weights, kept);
            }
        }

        next(step);
    }
}

public sealed class MeanWeights : WeightAveraging
{
    public override void AfterStep(long step, bool stepped) => Include(1.0 / (Updates + 1));    // every step counts the same
}

public sealed class Patience(int epochs) : EpochHook, IStateful<Patience.State>
{
    private State _state = new(double.PositiveInfinity, 0);

    public sealed record State(double Best, int Waited);

    public override IReadOnlyList<MonitoredMetric> Monitors { get; } = [new(Phase.Validation, MetricKey.Loss)];

    public override void OnEpochReport(EpochReport report, RunControl control)
    {
        var loss = report.Get(Phase.Validation, MetricKey.Loss);
        _state = loss < _state.Best ? new State(loss, 0) : _state with { Waited = _state.Waited + 1 };
        if (_state.Waited >= epochs)
        {
            control.RequestStop($"the loss has not fallen for {epochs} epochs");
        }
    }

    public State CaptureState() => _state;

    public void RestoreState(State state) => _state = state;
}

internal sealed class Distances : Analyzer<Point>
{
    public override IEnumerable<ReportSection> Analyze(AnalysisContext<Point> context)
    {
        yield return new ReportSection("distances", "Distances")
        {
            Introduction = "How far the points lie from the middle.",
            Blocks = [Histogram.Of([.. context.Parts.Select(part => (part.Name, DistancesOf(part.Data)))])],
        };
    }

    private static IReadOnlyList<double> DistancesOf(Dataset<Point> data) => [.. Enumerable.Range(0, data.Count).Select(index => Math.Sqrt((data[index].X * data[index].X) + (data[index].Y * data[index].Y)))];
}

internal static class Pieces
{
    public static void Hooks(ExperimentBuilder<Point, Tensor, Tensor, Tensor> lab)
    {
        lab.DefaultHooks()
           .EarlyStopping(stop => stop.Patience = 5.Epochs())
           .ClipGradientNorm(1.0);
    }

    public static void Vision()
    {
        var data = new ImageFolderDataset("photographs/train");           // a folder per class
        var parts = Split.HoldOut(data, validationShare: 0.2).Apply(data);  // stratified; no group on two sides

        var pipeline = new ImagePipeline(
            train: new TransformPipeline(new Resize(104, 136), new RandomCrop(96, 128), new RandomHorizontalFlip(), new ColorJitter(0.2, 0.2)),
            evaluation: new ImagePreprocessing(96, 128));                       // travels with the model
        var collator = new ClassificationImageCollator(pipeline);          // bytes on the loader's threads, floats on the device

        using var model = Backbones.Create("resnet18", classCount: data.ClassNames!.Count);
        GC.KeepAlive((parts, collator));

        using var cache = new ImageCache(new ImageCacheOptions { Cache = ImageCaching.Memory, CacheLimit = ByteSize.FromGigabytes(2) });
        var cached = new ClassificationImageCollator(pipeline, cache: cache);
        var listed = new CsvManifestDataset("faces.csv", new CsvManifestOptions { GroupColumn = "person", CheckedFiles = int.MaxValue });
        GC.KeepAlive((cached, listed));
    }

    public static void Analysis(ExperimentBuilder<ImageSample, Tensor, Tensor, Tensor> lab)
    {
        lab.AnalyzeImages();                                               // samples are ImageSample; else .AnalyzeImages(sample => sample.Path)
    }

    public static void Splits()
    {
        var data = new ImageFolderDataset("photographs/train");
        var split = Split.KFold(data, folds: 5, seed: 1, SplitMethod.StratifiedGrouped);
        split.Write("split.json");                                         // names and parts; Split.Read reads it back
        for (var fold = 1; fold <= split.Folds; fold++)
        {
            var parts = split.Apply(data, fold);
            Console.WriteLine($"fold {fold}: {parts.Train!.Count} to train on, {parts.Validation!.Count} to judge by");
        }
    }

    public static void Samplers(ExperimentBuilder<Point, Tensor, Tensor, Tensor> lab)
    {
        lab.Sampler("hard-first", (services, data) => Sampler.Weighted([.. Enumerable.Range(0, data.Count).Select(index => 1.0 / (index + 1))]));   // --sampler hard-first
    }

    public static void Images(RgbImage image)
    {
        var augment = new TransformPipeline(new RandomResizedCrop(96, 128), new RandomHorizontalFlip(), new ColorJitter(brightness: 0.2));
        var plan = augment.PlanFor(image.Size, RandomKey.FromSeed(1).Derive("portrait.jpg"));
        Console.WriteLine(plan);                                            // CropOperation { Left = 31, ... } > ResizeOperation { ... } > ...
        using var augmented = plan.Run(image);

        var decoding = new ImageDecodingOptions { Decoder = ImageDecoding.Skia, DecodeScaling = DecodeScaling.Training };
        var pipeline = new ImagePipeline(augment, new ImagePreprocessing(96, 128)) { Scaling = decoding.DecodeScaling, ReducingGap = decoding.ReducingGap };
        var collator = new ClassificationImageCollator(pipeline, decoder: decoding.CreateDecoder());
        GC.KeepAlive(collator);
    }

    public static void Networks(Tensor images)
    {
        using var network = Backbones.Create("convnext_atto", classCount: 1000, new BackboneSettings { StochasticDepth = 0.1, Dropout = 0.2 });
        network.ResetClassifier(18);                                       // a new classifier of 18 classes; 0 for none

        var logits = network.call(images);                                 // [N, 18]
        var embedding = network.ForwardEmbedding(images);                  // [N, network.FeatureCount]
        var maps = network.ForwardFeatureMaps(images);                     // one per resolution, [N, channels, height, width]
        var depths = network.Stages;                                       // names of parameters from the stem over each block to the head
        var evaluation = network.Preprocessing.CreateTransform();          // resize and crop as the published weights expect
        GC.KeepAlive((logits, embedding, maps, depths, evaluation));
    }
}

public static class FaceTransforms
{
    public static ImagePipeline Create() => new(
        train: new TransformPipeline(
            new RandomResizedCrop(96, 128, minimumArea: 0.6),
            new RandomHorizontalFlip(),
            new RandomApply(new RandomRotation(15), probability: 0.3),
            new OneOf(new ColorJitter(0.2, 0.2, 0.2, 0.02), new RandomGaussianBlur(5), new RandomJpeg()),
            new RandomErasing(0.25)),
        evaluation: new ImagePreprocessing(96, 128));
}

public static class KeptPlans
{
    public static RgbImage Repeat(Transform transform, RgbImage image, RandomKey key)
    {
        var plan = transform.PlanFor(image.Size, key);
        var json = TransformPlanJson.Write(plan);                   // {"input":{...},"operations":[{"operation":"crop","left":3,...},...]}
        return TransformPlanJson.Read(json).Run(image);             // the bytes of plan.Run(image)
    }
}

public sealed record FaceLabels(Tensor Gender, Tensor Age)
{
    public FaceLabels MixedBy(BatchMix mix) => new(mix.Soften(Gender, 2), mix.Soften(Age, 3));
}
