using Lab;
using Lab.Optimization;
using Lab.Vision;
using TorchSharp;
using static TorchSharp.torch;
using Linear = TorchSharp.Modules.Linear;

namespace Documentation.Tests;

/// <summary>The code of docs/transfer.md, which the compiler sees here.</summary>
internal static class TransferSnippets
{
    public static void Groups(nn.Module model, nn.Module loss)
    {
        var groups = ParameterGroups.Create(model, loss, new ParameterGroupSettings
        {
            WeightDecay = 0.05,
            NoWeightDecayOnBiasAndNorm = true,
            LayerDecay = 0.75,
            LearningRateScales = [new("head", 10)],
        });
        GC.KeepAlive(groups);
    }

    public static void Probe(Backbone model, TrainerParts<Tensor, Tensor, Tensor> parts, DataLoader<Tensor, Tensor> trainLoader, DataLoader<Tensor, Tensor> validationLoader)
    {
        using var trainFeatures = FeatureSet.Compute(model, trainLoader, views: 4);
        using var validationFeatures = FeatureSet.Compute(model, validationLoader);
        using var probe = new Trainer<Tensor, Tensor, Tensor>(parts with { Model = new ModelHead<Tensor, Tensor>(model) });
        probe.Fit(new FeatureLoader<Tensor>(trainFeatures, Phase.Train, batchSize: 256), new FeatureLoader<Tensor>(validationFeatures, Phase.Validation, batchSize: 256));
    }

    public sealed class TwoHeads : Model<Tensor, (Tensor Kind, Tensor Colour)>, IFeatureModel<Tensor, (Tensor Kind, Tensor Colour)>
    {
        private readonly Backbone backbone = Backbones.Create("resnet18", classCount: 0);
        private readonly Linear kind = nn.Linear(512, 10);
        private readonly Linear colour = nn.Linear(512, 4);

        public override (Tensor Kind, Tensor Colour) forward(Tensor input) => Answer(Embed(input));

        public Tensor Embed(Tensor input) => backbone.call(input);

        public (Tensor Kind, Tensor Colour) Answer(Tensor embedding) => (kind.call(embedding), colour.call(embedding));
    }
}
