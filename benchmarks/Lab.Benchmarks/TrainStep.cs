using Lab.Losses;
using Lab.Optimization;
using Lab.Vision;

namespace Lab.Benchmarks;

/// <summary>A step of ResNet-18 in Lab's trainer, images 96 wide and 128 high, batch of 32, AdamW.</summary>
internal static class TrainStep
{
    private const int WarmUp = 2;
    private const int Steps = 8;
    private const int Classes = 18;

    /// <summary>The median step in milliseconds.</summary>
    public static double Measure(int torchThreads, Precision precision, bool channelsLast)
    {
        torch.set_num_threads(torchThreads);
        using var input = torch.randn(32, 3, 128, 96);
        using var target = torch.arange(32).remainder(Classes);
        using var model = Vision.Backbones.Create("resnet18", Classes);
        using var loss = new CrossEntropyLoss();
        using var loader = new TimedLoader(new RepeatedBatch(input, target, WarmUp + Steps));
        using var trainer = new Trainer<Tensor, Tensor, Tensor>(
            new() { Model = model, Loss = loss, Optimizer = (model, loss) => new AdamW(ParameterGroups.Create(model, loss, new ParameterGroupSettings { WeightDecay = AdamW.DefaultWeightDecay })) },
            new() { Epochs = new(1), Device = "cpu", TorchThreads = torchThreads, Precision = precision, ChannelsLast = channelsLast });
        _ = trainer.Fit(loader);
        return Median.Of(loader.Milliseconds(WarmUp));
    }
}
