using Lab.Hooks;

namespace MaskClassification.Data;

/// <summary>What is on a batch of N pictures, as class indices, each [N] of Int64; -100 where the truth is unknown.</summary>
/// <param name="Joint">The joint class, from 0 to 17.</param>
/// <param name="Mask">The way of wearing a mask.</param>
/// <param name="Gender">The gender.</param>
/// <param name="Age">The age.</param>
public sealed record MaskLabels(Tensor Joint, Tensor Mask, Tensor Gender, Tensor Age)
{
    /// <summary>The labels of a batch mixed by mixup or CutMix: probabilities, [N, classes] of Float32 each.</summary>
    public MaskLabels MixedBy(BatchMix mix)
    {
        ArgumentNullException.ThrowIfNull(mix);
        return new MaskLabels(
            mix.Soften(Joint, MaskLabel.Classes), mix.Soften(Mask, MaskLabel.Masks), mix.Soften(Gender, MaskLabel.Genders), mix.Soften(Age, MaskLabel.Ages));
    }
}
