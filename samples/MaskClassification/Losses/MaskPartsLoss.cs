using Lab.Losses;
using MaskClassification.Data;
using MaskClassification.Models;

namespace MaskClassification.Losses;

/// <summary>The sum of three cross entropies: mask, gender and age. An <see cref="OptimHook"/> sets their weights by <see cref="WeightedSumLoss.Weight"/>.</summary>
public sealed class MaskPartsLoss : Loss<MaskLogits, MaskLabels>
{
    /// <summary>The name of the mask's part.</summary>
    public const string Mask = "mask";

    /// <summary>The name of the gender's part.</summary>
    public const string Gender = "gender";

    /// <summary>The name of the age's part.</summary>
    public const string Age = "age";

    private readonly WeightedSumLoss<MaskLogits, MaskLabels> sum;

    /// <summary>The sum, each part with weight 1.</summary>
    public MaskPartsLoss(MaskLossOptions options)
    {
        var smoothing = options.LabelSmoothing;
        sum = new WeightedSumLoss<MaskLogits, MaskLabels>()
            .Add(Mask, output => output.Mask, target => target.Mask, new CrossEntropyLoss(labelSmoothing: smoothing))
            .Add(Gender, output => output.Gender, target => target.Gender, new CrossEntropyLoss(labelSmoothing: smoothing))
            .Add(Age, output => output.Age, target => target.Age, new CrossEntropyLoss(labelSmoothing: smoothing));
    }

    /// <inheritdoc/>
    public override Tensor forward(MaskLogits output, MaskLabels target, LossArguments arguments) => sum.call(output, target, arguments);
}
