namespace MaskClassification.Data;

/// <summary>How pictures are changed in training, before they are cut to size.</summary>
public enum MaskAugmentation
{
    /// <summary>Not at all: the middle of the picture, as in evaluation.</summary>
    None,

    /// <summary>Shifted, mirrored and lit at random.</summary>
    Light,

    /// <summary>Shifted, mirrored, and two operations of RandAugment.</summary>
    [OptionName("randaugment")]
    RandAugment,

    /// <summary>Shifted, mirrored, and one operation of TrivialAugment.</summary>
    Trivial,

    /// <summary>Shifted, mirrored, and mixed with changed copies of itself by AugMix.</summary>
    [OptionName("augmix")]
    AugMix,
}
