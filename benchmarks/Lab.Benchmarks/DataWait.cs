using Lab.Losses;
using Lab.Optimization;
using Lab.Vision;

namespace Lab.Benchmarks;

/// <summary>How much of a training step is spent waiting for data: ResNet-18, images 96 wide and 128 high decoded from files, batch of 32, AdamW, in Lab's trainer.</summary>
internal static class DataWait
{
    /// <summary>The share of the epochs after the first that the trainer waited, from 0 to 1, and the mean step in milliseconds. An epoch begins with a wait for its first batch.</summary>
    public static (double Share, double Milliseconds) Measure(string folder, int torchThreads, int loaderThreads, int epochs)
    {
        var dataset = new ImageFolderDataset(folder);
        var watch = new Watch();
        using var model = Vision.Backbones.Create("resnet18", dataset.ClassNames!.Count);
        using var loss = new CrossEntropyLoss();
        using var loader = new DatasetLoader<ImageSample, Tensor, Tensor>(
            dataset, new ClassificationImageCollator(LoaderSpeed.PipelineOf("resize", reducingGap: 2)), Phase.Train, new LoaderOptions { BatchSize = 32, LoaderThreads = loaderThreads });
        using var trainer = new Trainer<Tensor, Tensor, Tensor>(
            new() { Model = model, Loss = loss, Optimizer = (model, loss) => new AdamW(ParameterGroups.Create(model, loss, new ParameterGroupSettings { WeightDecay = AdamW.DefaultWeightDecay })), Hooks = [watch] },
            new() { Epochs = new(epochs), Device = "cpu", TorchThreads = torchThreads });
        _ = trainer.Fit(loader);
        var ends = watch.Ends.Skip(1).ToArray();
        var seconds = ends.Sum(end => end.Duration.TotalSeconds);
        return (ends.Sum(end => end.DataWait.TotalSeconds) / seconds, 1000 * seconds / (ends.Length * loader.BatchCount));
    }

    private sealed class Watch : EpochHook
    {
        public List<EpochEnd> Ends { get; } = [];

        public override void OnEpochEnd(EpochEnd epoch) => Ends.Add(epoch);
    }
}
