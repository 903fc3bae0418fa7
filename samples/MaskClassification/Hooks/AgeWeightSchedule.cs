using Lab.Losses;
using MaskClassification.Losses;

namespace MaskClassification.Hooks;

/// <summary>Lets the network learn masks and genders first: the weight of the age's loss moves from 1 to its final value over the first epochs.</summary>
public sealed class AgeWeightSchedule(AgeWeightOptions options) : OptimHook
{
    private static readonly LossArgument<double> Weight = WeightedSumLoss.Weight(MaskPartsLoss.Age);

    /// <summary>The weight in an epoch, from 1. It depends on nothing else, so a resumed run needs no state.</summary>
    public double WeightIn(int epoch)
    {
        var progress = options.AgeWeightEpochs == 0 ? 1 : Math.Min(1.0, (epoch - 1.0) / options.AgeWeightEpochs);
        return 1 + ((options.AgeWeight - 1) * progress);
    }

    /// <inheritdoc/>
    public override void Loss(LossContext loss, LossDelegate next)
    {
        loss.Arguments.Set(Weight, WeightIn(loss.Epoch));
        next(loss);
    }
}
